internal import CSQLite

/// A connection to an SQLite database: prepared statements and transactions.
///
/// One thread at a time may use it; whoever shares it puts the accesses in a row (``RecursiveLock``).
package final class Database {
    /// How a database is opened.
    package enum Mode: Sendable {
        /// A file that is not there is made.
        case readWrite
        case readOnly
        /// To read, and on the word that nobody changes the file meanwhile: nothing is locked, and a log is not looked at.
        case immutable
    }

    private var handle: OpaquePointer?
    private let waiter: BusyWaiter
    private let log: WriteAheadLog
    private let namingColumns: Set<String>
    private var cached: [String: Statement] = [:]
    private var begin: Statement?
    private var commit: Statement?

    /// Opens a database, with foreign keys enforced and texts in double quotes refused.
    ///
    /// - `path`: a file; `:memory:` for a database of this connection's own.
    /// - `waiter`: how to wait for other connections.
    /// - `namingColumns`: the columns by which an error names a row that cannot be read.
    /// - `script`: SQL to run before the file is looked at: pragmas.
    /// - Throws: ``SQLiteError``, also where the file is not a database.
    package init(
        path: String, mode: Mode, waiter: BusyWaiter, namingColumns: Set<String> = [], prepare script: String = ""
    ) throws {
        self.waiter = waiter
        self.namingColumns = namingColumns
        log = WriteAheadLog(waiter: waiter)
        let flags =
            switch mode {
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        // SQLite may be built to read `file:` as the beginning of a URL.
        let name = mode == .immutable ? Self.immutableURL(path) : path.hasPrefix("file:") ? "./" + path : path
        let code = sqlite3_open_v2(name, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
        do {
            guard code == SQLITE_OK, let handle else { throw SQLiteError(code: code, connection: handle) }
            sqlite3_extended_result_codes(handle, 1)
            csqlite_configure(handle, SQLITE_DBCONFIG_DQS_DDL, 0)
            csqlite_configure(handle, SQLITE_DBCONFIG_DQS_DML, 0)
            csqlite_configure(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1)
            waiter.serve(handle)
            log.watch(handle)
            try run(script: script)
            _ = try execution("SELECT 1 FROM sqlite_master LIMIT 1").step()
        } catch {
            sqlite3_close_v2(handle)
            handle = nil
            throw error
        }
    }

    private static func immutableURL(_ path: String) -> String {
        var bytes = Array("file:".utf8)
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "%"):
                bytes.append(contentsOf: ("%" + String(byte, radix: 16)).utf8)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self) + "?immutable=1"
    }

    deinit {
        forgetStatements()
        sqlite3_close_v2(handle)
    }

    /// Closes the connection. Whatever is done with it afterwards is an error.
    ///
    /// - Throws: ``SQLiteError`` where one of its statements is in use.
    package func close() throws {
        forgetStatements()
        let code = sqlite3_close(handle)
        guard code == SQLITE_OK else { throw SQLiteError(code: code, connection: handle) }
        handle = nil
    }

    /// Has closing leave the write-ahead log as it is.
    package func keepLogOnClose() {
        if let handle { csqlite_configure(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1) }
    }

    private func forgetStatements() {
        cached = [:]
        begin = nil
        commit = nil
    }

    // MARK: Statements

    /// Prepares a statement that the caller keeps, and lets go of before the connection is closed.
    package func prepare(_ sql: String) throws -> Statement {
        guard let handle else { throw SQLiteError.isClosed }
        return try Statement(sql, on: handle, namingColumns: namingColumns)
    }

    /// One use of a statement. It is prepared once and kept; one that is in use is prepared anew.
    package func execution(_ sql: String, _ arguments: [Argument] = []) throws -> Execution {
        let statement: Statement
        if let kept = cached[sql], !kept.isBusy {
            statement = kept
        } else {
            statement = try prepare(sql)
            cached[sql] = statement
        }
        var execution = Execution(statement)
        for argument in arguments { try execution.bind(argument) }
        return execution
    }

    /// Runs statements without arguments, one after the other.
    package func run(script: String) throws {
        guard let handle else { throw SQLiteError.isClosed }
        let code = sqlite3_exec(handle, script, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteError(code: code, connection: handle) }
    }

    /// The id of the row that was inserted last.
    package var lastInsertedRowID: Int64 {
        handle.map { sqlite3_last_insert_rowid($0) } ?? 0
    }

    /// How many rows the last statement that changed any has changed.
    package var lastChanges: Int {
        handle.map { Int(sqlite3_changes($0)) } ?? 0
    }

    /// How many rows were changed since the connection was opened, by triggers and cascades too. It wraps around.
    package var totalChanges: Int32 {
        handle.map { sqlite3_total_changes($0) } ?? 0
    }

    // MARK: Transactions

    /// Whether a transaction is open.
    package var isInTransaction: Bool {
        handle.map { sqlite3_get_autocommit($0) == 0 } ?? false
    }

    /// Runs `body` again while it fails by contention that SQLite does not wait for by itself.
    package func retry<Result>(_ body: () throws -> Result) throws -> Result {
        try waiter.retry(body)
    }

    /// All changes of `body`, or none. It joins a transaction that is open.
    ///
    /// It takes the writers' lock at its begin: one that reads first and writes then would have to be given up whenever
    /// another connection wrote in between, which no waiting can help.
    package func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        if isInTransaction { return try body() }
        let begin = try begin ?? prepare("BEGIN IMMEDIATE")
        let commit = try commit ?? prepare("COMMIT")
        (self.begin, self.commit) = (begin, commit)
        try retry { _ = try Execution(begin).run() }
        do {
            let result = try body()
            try Execution(commit).run()
            return result
        } catch {
            // A full disk or a damaged file has rolled back already.
            if isInTransaction { try? run(script: "ROLLBACK") }
            throw error
        }
    }

    /// All changes of a `body` of several statements, or none, also where the transaction around it goes on.
    package func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
        guard isInTransaction else { return try transaction(body) }
        try execution("SAVEPOINT changes").run()
        do {
            let result = try body()
            try execution("RELEASE changes").run()
            return result
        } catch {
            if isInTransaction { try? run(script: "ROLLBACK TO changes; RELEASE changes") }
            throw error
        }
    }

    /// The version of the SQLite library.
    package static var libraryVersion: String {
        String(cString: sqlite3_libversion())
    }
}
