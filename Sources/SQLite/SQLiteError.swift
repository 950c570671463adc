internal import CSQLite

/// What SQLite answered where it did not do what it was asked for.
package struct SQLiteError: Error {
    /// The extended result code.
    package var code: Int32
    /// SQLite's own text for it, in English.
    package var message: String

    init(code: Int32, connection: OpaquePointer?) {
        self.code = code
        message = String(cString: connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
    }

    /// The error of a connection that is used after it was closed.
    static var isClosed: SQLiteError {
        SQLiteError(code: SQLITE_MISUSE, connection: nil)
    }

    /// The result code without what extends it: `SQLITE_BUSY` for `SQLITE_BUSY_SNAPSHOT`.
    package var primaryCode: Int32 {
        code & 0xff
    }

    /// Whether another connection is in the way, so that trying again may help.
    package var isContention: Bool {
        primaryCode == SQLITE_BUSY || primaryCode == SQLITE_PROTOCOL || primaryCode == SQLITE_LOCKED
    }

    /// Whether a row refers to one that is not there.
    package var isForeignKeyViolation: Bool {
        // SQLITE_CONSTRAINT_FOREIGNKEY, _TRIGGER: macros with a shift, which Swift does not import.
        code == SQLITE_CONSTRAINT | 3 << 8 || code == SQLITE_CONSTRAINT | 7 << 8
    }

    /// Whether a row has what only one row may have.
    package var isUniqueViolation: Bool {
        // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY.
        code == SQLITE_CONSTRAINT | 8 << 8 || code == SQLITE_CONSTRAINT | 6 << 8
    }
}
