internal import GRDB
internal import GRDBSQLite
internal import XCom

/// What SQLite answered: an extended result code and its text.
struct SQLiteFailure: Error {
    var code: Int32
    var message: String

    init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    init(code: Int32, connection: OpaquePointer?) {
        self.code = code
        self.message = connection.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
    }

    init(_ error: DatabaseError) {
        self.code = error.extendedResultCode.rawValue
        self.message = error.message ?? error.extendedResultCode.description
    }

    var primaryCode: Int32 {
        code & 0xff
    }

    /// Whether another process or thread is in the way, so that trying again may help.
    var isContention: Bool {
        primaryCode == SQLITE_BUSY || primaryCode == SQLITE_PROTOCOL || primaryCode == SQLITE_LOCKED
    }

    var isForeignKeyViolation: Bool {
        // SQLITE_CONSTRAINT_FOREIGNKEY, _TRIGGER: macros with a shift, which Swift does not import.
        code == SQLITE_CONSTRAINT | 3 << 8 || code == SQLITE_CONSTRAINT | 7 << 8
    }

    var isUniqueViolation: Bool {
        // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY.
        code == SQLITE_CONSTRAINT | 8 << 8 || code == SQLITE_CONSTRAINT | 6 << 8
    }

    /// The failure as whoever uses the store sees it.
    func storeError(operation: String, place: String, waited: Double) -> StoreError {
        func error(_ code: StoreError.Code, _ message: String) -> StoreError {
            StoreError(code, operation: operation, message: message)
        }
        switch primaryCode {
        case SQLITE_BUSY, SQLITE_PROTOCOL, SQLITE_LOCKED:
            return error(
                .unavailable,
                "the store \(place) has been locked by another process for more than \(seconds(waited)); end the process "
                    + "that holds it, or try again")
        case SQLITE_FULL:
            return error(
                .full, "there is no room left for the store \(place); free some space on its disk, and run again")
        case SQLITE_READONLY, SQLITE_PERM:
            return error(
                .readOnly,
                "the store \(place) may not be written to; allow writing to the file and its folder, or name another "
                    + "store")
        case SQLITE_AUTH:
            return error(.readOnly, "the store \(place) refuses access: \(message); check the permissions of the file")
        case SQLITE_NOTADB:
            return error(
                .notAStore, "\(place) is a file of another kind, not an SQLite database; name another store")
        case SQLITE_CORRUPT:
            return error(
                .corrupt,
                "the store \(place) is damaged (\(message)); restore a copy of it, or move it away to begin a new one")
        case SQLITE_CONSTRAINT:
            return error(
                .corrupt,
                "the rows of the store \(place) do not fit together (\(message)); `xcom db check` names those that it finds"
            )
        case SQLITE_CANTOPEN:
            return error(
                isReadable(place) ? .readOnly : .unavailable,
                "the store \(place) cannot be opened; \(whatKeepsClosed(place))")
        case SQLITE_IOERR:
            return error(
                .unavailable,
                "the store \(place) cannot be read or written (\(message)); check its disk, and that there is room on it"
            )
        case SQLITE_TOOBIG:
            return error(
                .other, "the value is too large for the store \(place): SQLite takes at most 1,000,000,000 bytes")
        default:
            return error(.other, "the store \(place) failed: \(message) (SQLite code \(code))")
        }
    }
}

private func seconds(_ duration: Double) -> String {
    duration == 1 ? "1 second" : "\(duration.rounded() == duration ? String(Int(duration)) : String(duration)) seconds"
}
