/// Lines at the end of a terminal's text that change, and go away when other text is written.
struct LiveLines {
    /// How many there are.
    private var count = 0

    /// Shows lines in place of those that are there. None may be wider than the terminal, else it would be two.
    mutating func show(_ lines: [String]) {
        // Each is cleared behind its text, and what is below the last: nothing flickers.
        Standard.writeError(toFirst + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J")
        count = lines.count
    }

    mutating func clear() {
        guard count > 0 else { return }
        Standard.writeError(toFirst + "\u{1B}[J")
        count = 0
    }

    private var toFirst: String {
        count > 1 ? "\r\u{1B}[\(count - 1)A" : "\r"
    }
}
