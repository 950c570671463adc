internal import CSQLite
internal import FoundationEssentials
internal import Glibc
internal import SQLite
internal import XCom
internal import XComStoreOptions

/// How the file of a store is opened.
enum DatabaseFile {
    static func open(_ path: String, options: StoreOptions) throws -> Database {
        if !options.readOnly, path != ":memory:" { makePrivate(path) }
        let synchronous = options.survivesPowerLoss ? "FULL" : "NORMAL"
        // What the file's own triggers and views call is as good as the file, which may come from anywhere.
        let pragmas = "PRAGMA synchronous = \(synchronous); PRAGMA trusted_schema = OFF;"
        let waiter = BusyWaiter(timeout: options.busyTimeout)
        func connect(_ path: String, _ mode: Database.Mode, _ pragmas: String) throws -> Database {
            try waiter.retry {
                try Database(
                    path: path, mode: mode, waiter: waiter, namingColumns: Schema.namingColumns, prepare: pragmas)
            }
        }
        do {
            return try connect(path, options.readOnly ? .readOnly : .readWrite, pragmas)
        } catch let error as SQLiteError where options.readOnly && error.isOfClosedFolder && isReadable(path) {
            // Reading in write-ahead mode needs files beside the database, which cannot be made in a folder that may not be
            // written to.
            guard isAtRest(path) else {
                return try copied(path) {
                    // Alone with the copy, SQLite needs no third file; and what it has read back from the log stays in it.
                    let connection = try connect($0, .readWrite, pragmas + "PRAGMA locking_mode = EXCLUSIVE;")
                    connection.keepLogOnClose()
                    try connection.run(script: "PRAGMA query_only = ON")
                    return connection
                }
            }
            guard let connection = try? connect(path, .immutable, pragmas) else { throw error }
            return connection
        }
    }

    /// Makes the file where it is missing, for its owner alone: SQLite would let all read it. Its log has the same mode.
    private static func makePrivate(_ path: String) {
        // Without a descriptor: closing one would drop the locks that other connections of this process have on the file.
        // Where there is no file then, SQLite says why.
        mknod(path, S_IFREG | 0o600, 0)
    }

    /// Opens a copy of a file and its log: without the log the newest commits would be missing.
    ///
    /// The copy has no name any more when it is open, so that nothing is left of it whatever becomes of this process.
    private static func copied(_ path: String, _ connect: (String) throws -> Database) throws -> Database {
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
        return try connect(copy)
    }
}

extension SQLiteError {
    /// Whether it may mean that files beside the database cannot be made.
    fileprivate var isOfClosedFolder: Bool {
        primaryCode == SQLITE_CANTOPEN || primaryCode == SQLITE_READONLY
    }
}
