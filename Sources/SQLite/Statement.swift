internal import CSQLite

/// A prepared statement, finalized when it is let go. An ``Execution`` is one use of it.
package final class Statement {
    let handle: OpaquePointer
    /// The columns that name a row in an error: see ``Database/init(path:mode:waiter:namingColumns:prepare:)``.
    let namingColumns: Set<String>

    /// - Throws: ``SQLiteError``, also where the text has no statement.
    init(_ sql: String, on connection: OpaquePointer, namingColumns: Set<String>) throws {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK else { throw SQLiteError(code: code, connection: connection) }
        guard let statement else { throw SQLiteError(code: SQLITE_MISUSE, connection: nil) }
        handle = statement
        self.namingColumns = namingColumns
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Whether an execution stands on one of its rows.
    var isBusy: Bool {
        sqlite3_stmt_busy(handle) != 0
    }

    /// How many arguments it takes.
    package var argumentCount: Int {
        Int(sqlite3_bind_parameter_count(handle))
    }

    /// Whether it changes nothing in the database.
    package var isReadOnly: Bool {
        sqlite3_stmt_readonly(handle) != 0
    }

    /// The names of the columns of its rows.
    package var columnNames: [String] {
        (0..<sqlite3_column_count(handle)).map { column in
            sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
        }
    }
}
