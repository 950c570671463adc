internal import CSQLite
internal import SQLite
internal import XCom

extension SQLiteError {
    /// The error as whoever uses the store sees it.
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
                "the store \(place) cannot be opened; \(fileProblem(place))")
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

extension RowError {
    /// Without the value, which may be a secret.
    func storeError(operation: String, place: String) -> StoreError {
        let table = table.map { "table \($0) of " } ?? ""
        let row = row.isEmpty ? "a row" : "a row (\(row))"
        return StoreError(
            .corrupt, operation: operation,
            message: "\(table)the store \(self.place ?? place) has \(row) whose column \(column) \(problem); \(advice)"
        )
    }
}
