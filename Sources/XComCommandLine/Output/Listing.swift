internal import XCom

/// Rows with named columns: what every listing prints, in one of four forms.
struct Listing {
    var columns: [String]
    var rows: [[Document]]
    /// What a table without rows says.
    var whenEmpty = "No data found"

    init(_ columns: [String], rows: [[Document]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// A list of objects. One with a value that cannot be read has null in its place, and says why.
    var document: Document {
        .list(
            rows.map { row in
                let reasons: [(String, Document)] = row.compactMap {
                    if case .unreadable(let reason) = $0 { ("error", .text(reason)) } else { nil }
                }
                return .object(Array(zip(columns, row)) + reasons.prefix(1))
            })
    }

    /// The columns under their names, as Airflow's command line prints tables; the beginnings of long values.
    var table: String {
        text(separator: " | ", rule: ("=", "=+="), cell: Self.beginning)
    }

    /// The columns between blanks, for other programs.
    var plain: String {
        text(separator: "  ", rule: nil, cell: \.cell)
    }

    private func text(
        separator: String, rule: (line: String, cross: String)?, cell: (Document) -> String
    ) -> String {
        guard !rows.isEmpty else { return whenEmpty + "\n" }
        let cells = rows.map { $0.map { cell($0).oneLine } }
        let widths = columns.indices.map { column in
            cells.reduce(Self.width(columns[column])) { max($0, Self.width($1[column])) }
        }
        var lines = [Self.joined(columns, widths, separator)]
        if let rule {
            lines.append(widths.map { String(repeating: rule.line, count: $0) }.joined(separator: rule.cross))
        }
        lines += cells.map { Self.joined($0, widths, separator) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A value of so many bytes stands in a table as it is; of a longer one there are so many characters.
    private static let longestValue = 1000

    private static func beginning(_ document: Document) -> String {
        guard case .value(let value) = document, value.utf8.count > longestValue else { return document.cell }
        // A scalar has four bytes at most; one that is cut in the middle is at the end of them.
        let text = String(decoding: value.utf8.prefix(4 * longestValue), as: UTF8.self)
        return String(text.unicodeScalars.prefix(longestValue - 1)) + "… (\(ByteSize(value.utf8.count)))"
    }

    private static func joined(_ cells: [String], _ widths: [Int], _ separator: String) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            line += cell
            if column < cells.count - 1 {
                line += String(repeating: " ", count: widths[column] - width(cell)) + separator
            }
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }

    private static func width(_ text: String) -> Int {
        text.count
    }
}
