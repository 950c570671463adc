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

    /// A list of objects.
    var document: Document {
        .list(rows.map { .object(Array(zip(columns, $0))) })
    }

    /// The columns under their names, as Airflow's command line prints tables.
    var table: String {
        text(separator: " | ", rule: ("=", "=+="))
    }

    /// The columns between blanks, for other programs.
    var plain: String {
        text(separator: "  ", rule: nil)
    }

    private func text(separator: String, rule: (line: String, cross: String)?) -> String {
        guard !rows.isEmpty else { return whenEmpty + "\n" }
        let cells = rows.map { $0.map { Self.oneLine($0.cell) } }
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

    /// Line breaks and other control characters as escapes: a cell is one line.
    private static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else { return text }
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case _ where scalar.value < 32 || scalar.value == 127: line += "\\x" + String(scalar.value, radix: 16)
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }
}
