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

    /// The columns under their names, as Airflow's command line prints tables.
    func table(_ style: Style = Style(), values: ValueStyle = .beginning) -> String {
        text(separator: " | ", rule: ("=", "=+="), style, values)
    }

    /// The columns between blanks, for other programs.
    func plain(values: ValueStyle = .beginning) -> String {
        text(separator: "  ", rule: nil, Style(), values)
    }

    private func text(
        separator: String, rule: (line: String, cross: String)?, _ style: Style, _ values: ValueStyle
    ) -> String {
        guard !rows.isEmpty else { return whenEmpty + "\n" }
        let cells = rows.map { $0.map { $0.cell(values).oneLine } }
        var widths = columns.indices.map { column in
            cells.reduce(columns[column].count) { max($0, $1[column].count) }
        }
        if let width = style.width { fit(&widths, into: width - separator.count * (columns.count - 1)) }
        let line = { (row: [String], look: (Int, String) -> String) in
            self.line(row, widths, separator: separator, look: look)
        }
        var lines = [line(columns) { _, text in style.paint(text, .bold) }]
        if let rule {
            lines.append(widths.map { String(repeating: rule.line, count: $0) }.joined(separator: rule.cross))
        }
        lines += cells.map { row in
            line(row) { column, text in columns[column] == "state" ? style.paint(ofState: text) : text }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(
        _ cells: [String], _ widths: [Int], separator: String, look: (Int, String) -> String
    ) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let text = cell.cut(to: widths[column])
            line += look(column, text)
            if column < cells.count - 1 {
                line += String(repeating: " ", count: widths[column] - text.count) + separator
            }
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }

    /// Columns of free text, which are cut where a line is too long for a terminal; ids and dates are not.
    private static let cuttable: Set = ["value", "message", "conf", "before", "after"]
    private static let narrowest = 16

    private func fit(_ widths: inout [Int], into room: Int) {
        let cuttable = columns.indices.filter { Self.cuttable.contains(columns[$0]) }
        var excess = widths.reduce(0, +) - room
        while excess > 0, let widest = cuttable.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.narrowest {
            widths[widest] -= 1
            excess -= 1
        }
    }
}

extension String {
    /// The text, or its beginning and an ellipsis.
    func cut(to width: Int) -> String {
        count > width ? prefix(max(width - 1, 0)) + "…" : self
    }
}
