internal import CSQLiteShims
internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import XCom

/// How the file of a store is opened.
enum DatabaseFile {
    static func open(_ path: String, options: SQLiteStore.Options, waiter: BusyWaiter) throws -> DatabaseQueue {
        if !options.readOnly, path != ":memory:" { makePrivate(path) }
        var configuration = Configuration()
        configuration.readonly = options.readOnly
        configuration.busyMode = .callback { waiter.shouldTryAgain(attempt: $0) }
        configuration.label = "XCom store"
        configuration.prepareDatabase { db in
            let synchronous = options.survivesPowerLoss ? "FULL" : "NORMAL"
            // What the file's own triggers and views call is as good as the file, which may come from anywhere.
            sqlite3_exec(
                db.sqliteConnection, "PRAGMA synchronous = \(synchronous); PRAGMA trusted_schema = OFF", nil, nil, nil)
        }
        // SQLite reads `file:` as the beginning of a URL.
        let name = path.hasPrefix("file:") ? "./" + path : path
        do {
            return try DatabaseQueue(path: name, configuration: configuration)
        } catch let error as DatabaseError {
            guard options.readOnly, [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode), isReadable(path)
            else { throw SQLiteFailure(error) }
            // Reading in write-ahead mode needs files beside the database, which cannot be made in a folder that may not be
            // written to.
            guard isAtRest(path) else { return try copied(path, configuration) }
            guard let queue = unchanging(path, configuration) else { throw SQLiteFailure(error) }
            return queue
        }
    }

    /// Makes the file where it is missing, for its owner alone: SQLite would let all read it. Its log has the same mode.
    private static func makePrivate(_ path: String) {
        // Without a descriptor: closing one would drop the locks that other connections of this process have on the file.
        // Where there is no file then, SQLite says why.
        #if os(Linux)
            mknod(path, S_IFREG | 0o600, 0)
        #else
            let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 { Foundation.close(descriptor) }
        #endif
    }

    /// Opens a file that nobody writes to, and that is complete by itself.
    private static func unchanging(_ path: String, _ configuration: Configuration) -> DatabaseQueue? {
        var bytes = Array("file:".utf8)
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "%"):
                bytes.append(contentsOf: ("%" + String(byte, radix: 16)).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(contentsOf: "?immutable=1".utf8)
        return try? DatabaseQueue(path: String(decoding: bytes, as: UTF8.self), configuration: configuration)
    }

    /// Opens a copy of a file and its log: without the log the newest commits would be missing.
    ///
    /// The copy has no name any more when it is open, so that nothing is left of it whatever becomes of this process.
    private static func copied(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("xcom-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = folder.appendingPathComponent("copy.db").path
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            for suffix in ["", "-wal", "-journal"] where access(path + suffix, F_OK) == 0 {
                try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
            }
        } catch {
            throw StoreError(
                .unavailable, operation: "open",
                message:
                    "the store \(path) has a log, and its folder may not be written to, so that it is read in a copy; "
                    + "none can be made in \(folder.deletingLastPathComponent().path): set TMPDIR to a folder with room"
            )
        }
        var configuration = configuration
        configuration.readonly = false
        configuration.prepareDatabase { db in
            // Alone with the copy, SQLite needs no third file; and what it has read back from the log stays in it.
            sqlite3_exec(db.sqliteConnection, "PRAGMA locking_mode = EXCLUSIVE", nil, nil, nil)
            if let handle = db.sqliteConnection { _ = xcom_sqlite_keep_log_on_close(handle) }
        }
        do {
            let queue = try DatabaseQueue(path: copy, configuration: configuration)
            try queue.inDatabase { db in try db.execute(sql: "PRAGMA query_only = ON") }
            return queue
        } catch let error as DatabaseError {
            throw SQLiteFailure(error)
        }
    }
}
