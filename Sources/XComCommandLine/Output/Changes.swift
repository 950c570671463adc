internal import XCom

/// What a command has done with records, each by its name.
struct Changes {
    enum Change: String {
        case created, changed, deleted, skipped, refused
    }

    /// The name of the column with the records' names.
    let column: String
    private(set) var rows: [(name: String, change: Change, reason: String?)] = []

    init(_ column: String) {
        self.column = column
    }

    mutating func add(_ name: String, _ change: Change, reason: String? = nil) {
        rows.append((name, change, reason))
    }

    var listing: Listing {
        Listing(
            [column, "change"] + (hasReasons ? ["reason"] : []),
            rows: rows.map { row in
                [.text(row.name), .text(row.change.rawValue)] + (hasReasons ? [Document(row.reason)] : [])
            })
    }

    var hasRefused: Bool { rows.contains { $0.change == .refused } }

    private var hasReasons: Bool { rows.contains { $0.reason != nil } }
}
