internal import SQLite
internal import XCom

internal import struct FoundationEssentials.UUID

/// What is written to and read from the rows of a table in one way, whoever asks for it.
protocol StoredRecord {
    static var table: Table<Self> { get }
    /// A record before its columns are read: each of them is, or an error is thrown.
    static var blank: Self { get }
}

extension StoredRecord {
    /// Reads the row that an execution of ``Table/select`` stands on.
    init(row: borrowing Execution) throws {
        self = Self.blank
        try Self.table.read(row, into: &self)
    }
}

extension StoreConnection {
    func first<Record: StoredRecord>(
        _ type: Record.Type, _ clause: String, _ arguments: [Argument]
    ) throws -> Record? {
        try first("\(Record.table.select) \(clause)", arguments, of: Record.table.name) { try Record(row: $0) }
    }

    func all<Record: StoredRecord>(_ type: Record.Type, _ clause: String, _ arguments: [Argument]) throws -> [Record] {
        try all("\(Record.table.select) \(clause)", arguments, of: Record.table.name) { try Record(row: $0) }
    }

    func insert<Record: StoredRecord>(_ record: Record) throws {
        try run(Record.table.insert, Record.table.arguments(record))
    }

    /// Inserts a record, or puts it in the place of the one that has its key.
    func save<Record: StoredRecord>(_ record: Record) throws {
        try run(Record.table.upsert, Record.table.arguments(record))
    }

    /// Changes the rows that a clause lets through, in all but their keys.
    func update<Record: StoredRecord>(_ record: Record, _ clause: String, _ arguments: [Argument]) throws {
        try run("\(Record.table.update) \(clause)", Record.table.changes(record) + arguments)
    }

    /// Why rows of a table cannot be read, those that cannot; none where there is no such table.
    func unreadable<Record: StoredRecord>(_ type: Record.Type) throws -> [RowError] {
        guard try hasTable(Record.table.name) else { return [] }
        return try all(Record.table.select, []) { row in
            do {
                _ = try naming(Record.table.name) { try Record(row: row) }
                return nil
            } catch let failure as RowError {
                return failure
            }
        }.compactMap(\.self)
    }
}

// MARK: Blanks

extension Timestamp {
    static let zero = Timestamp(microseconds: 0)
}

extension UUID {
    static let zero = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
}

extension TaskInstanceKey {
    static let blank = TaskInstanceKey(dagID: "", runID: "", taskID: "")
}
