internal import SQLite

/// What is read from the rows of a table in one way, whoever asks for it.
protocol StoredRecord {
    static var table: String { get }
    /// All that ``init(row:)`` reads, with what names the row among it, up to the conditions.
    static var select: String { get }
    init(row: borrowing Execution) throws
}

extension StoreConnection {
    func first<Record: StoredRecord>(
        _ type: Record.Type, _ clause: String, _ arguments: [Argument]
    ) throws -> Record? {
        try first("\(Record.select) \(clause)", arguments, of: Record.table) { try Record(row: $0) }
    }

    func all<Record: StoredRecord>(_ type: Record.Type, _ clause: String, _ arguments: [Argument]) throws -> [Record] {
        try all("\(Record.select) \(clause)", arguments, of: Record.table) { try Record(row: $0) }
    }

    /// Why rows of a table cannot be read, those that cannot.
    func unreadable<Record: StoredRecord>(_ type: Record.Type) throws -> [RowError] {
        try all(Record.select, []) { row in
            do {
                _ = try naming(Record.table) { try Record(row: row) }
                return nil
            } catch let failure as RowError {
                return failure
            }
        }.compactMap(\.self)
    }
}
