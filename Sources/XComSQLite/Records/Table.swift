internal import SQLite

/// A table whose rows hold records. One list of columns makes all SQL that writes and reads whole records.
///
/// Tables themselves are made by the scripts of ``Schema``: those never change once they are released, and the list does.
struct Table<Record>: Sendable {
    let name: String
    /// Selects rows, up to the conditions.
    let select: String
    /// Inserts a row.
    let insert: String
    /// Inserts a row, or changes the one that has its key.
    let upsert: String
    /// Changes rows in all but their keys, up to the conditions.
    let update: String
    private let selected: [Column<Record>]
    private let written: [Column<Record>]
    private let changed: [Column<Record>]

    /// - `alias`: how clauses name the table.
    /// - `join`: what the joined columns come from.
    init(_ name: String, as alias: String? = nil, join: String = "", columns: [Column<Record>]) {
        self.name = name
        selected = columns.filter(\.isSelected)
        written = columns.filter { $0.bind != nil }
        changed = written.filter { $0.role == .plain }
        func list(_ columns: [Column<Record>], _ text: (Column<Record>) -> String) -> String {
            columns.map(text).joined(separator: ", ")
        }
        let shown = alias ?? "\"\(name)\""
        select =
            "SELECT \(list(selected) { $0.role == .joined ? $0.name : "\(shown).\($0.name)" }) FROM \"\(name)\""
            + (alias.map { " AS \($0)" } ?? "") + (join.isEmpty ? "" : " \(join)")
        insert = "INSERT INTO \"\(name)\" (\(list(written, \.name))) VALUES (\(list(written) { _ in "?" }))"
        upsert =
            "\(insert) ON CONFLICT (\(list(columns.filter { $0.role == .key }, \.name))) DO UPDATE SET "
            + list(changed) { "\($0.name) = excluded.\($0.name)" }
        update = "UPDATE \"\(name)\" SET \(list(changed) { "\($0.name) = ?" })"
    }

    /// Reads the row that an execution of ``select`` stands on.
    func read(_ row: borrowing Execution, into record: inout Record) throws {
        for (index, column) in selected.enumerated() { try column.read?(&record, row, Int32(index)) }
    }

    /// The arguments of ``insert`` and ``upsert``.
    func arguments(_ record: Record) -> [Argument] {
        written.compactMap { $0.bind?(record) }
    }

    /// The arguments of ``update``.
    func changes(_ record: Record) -> [Argument] {
        changed.compactMap { $0.bind?(record) }
    }
}
