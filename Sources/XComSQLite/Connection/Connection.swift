internal import GRDB
internal import GRDBSQLite
internal import XCom
internal import XComBlobs

/// The store's one SQLite connection, as it is inside an access: prepared statements and transactions.
///
/// Only ``SQLiteStore`` hands it out, and only on the queue that serializes accesses.
final class Connection {
    let db: Database
    let place: String
    let waiter: BusyWaiter
    private let log: WriteAheadLog
    let blobPlaces: BlobPlaces
    let fernetKeys: FernetKeys?
    /// Whether a commit has left blobs behind that nothing refers to any more.
    var hasDroppedBlobs = false
    /// The blob that this access read last: rows that share one often follow each other.
    var readBlob: (url: BlobURL, value: WireValue)?
    private var hot: [Statement?] = Array(repeating: nil, count: HotStatement.allCases.count)

    init(_ db: Database, place: String, waiter: BusyWaiter, blobPlaces: BlobPlaces, fernetKeys: FernetKeys?) {
        self.db = db
        self.place = place
        self.waiter = waiter
        log = WriteAheadLog(waiter: waiter)
        if let handle = db.sqliteConnection { log.watch(handle) }
        self.blobPlaces = blobPlaces
        self.fernetKeys = fernetKeys
    }

    // MARK: Statements

    /// A statement of the hot path: found by its number instead of by its text.
    func execution(_ statement: HotStatement) throws -> Execution {
        if let prepared = hot[statement.rawValue] {
            return Execution(prepared.sqliteStatement)
        }
        let prepared = try failing { try db.makeStatement(sql: statement.sql) }
        hot[statement.rawValue] = prepared
        return Execution(prepared.sqliteStatement)
    }

    func execution(_ sql: String, _ arguments: [Argument] = []) throws -> Execution {
        let statement = try failing { try db.cachedStatement(sql: sql) }
        var execution = Execution(statement.sqliteStatement)
        for argument in arguments {
            try execution.bind(argument)
        }
        return execution
    }

    /// Lets go of what would keep the connection open.
    func finalizeStatements() {
        hot = Array(repeating: nil, count: hot.count)
    }

    @discardableResult
    func run(_ sql: String, _ arguments: [Argument] = []) throws -> Int {
        try execution(sql, arguments).run()
    }

    /// - Parameter table: whose rows they are, for the error where one cannot be read.
    func first<Result>(
        _ sql: String, _ arguments: [Argument], of table: String? = nil,
        _ read: (borrowing Execution) throws -> Result
    ) throws -> Result? {
        let execution = try execution(sql, arguments)
        return try execution.step() ? naming(table) { try read(execution) } : nil
    }

    /// - Parameter table: whose rows they are, for the error where one cannot be read.
    func all<Result>(
        _ sql: String, _ arguments: [Argument], of table: String? = nil,
        _ read: (borrowing Execution) throws -> Result
    ) throws -> [Result] {
        let execution = try execution(sql, arguments)
        var results: [Result] = []
        while try execution.step() {
            results.append(try naming(table) { try read(execution) })
        }
        return results
    }

    /// Lets the error of a row that cannot be read say where it is.
    func naming<Result>(_ table: String?, _ read: () throws -> Result) throws -> Result {
        do {
            return try read()
        } catch var failure as RowFailure {
            failure.table = failure.table ?? table
            failure.place = failure.place ?? place
            throw failure
        }
    }

    var lastInsertedRowID: Int64 {
        db.lastInsertedRowID
    }

    /// Runs a script of several statements without arguments.
    func script(_ sql: String) throws {
        let code = sqlite3_exec(db.sqliteConnection, sql, nil, nil, nil)
        if code != SQLITE_OK {
            throw SQLiteFailure(code: code, connection: db.sqliteConnection)
        }
    }

    private func failing<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw SQLiteFailure(error)
        }
    }

    // MARK: Transactions

    var isInTransaction: Bool {
        sqlite3_get_autocommit(db.sqliteConnection) == 0
    }

    /// All changes of `body`, or none. It joins a transaction that is open.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        if isInTransaction { return try body() }
        _ = try waiter.retry { try execution(.begin).run() }
        let changes = totalChanges
        do {
            let result = try body()
            noteDroppedBlobs(since: changes)
            try execution(.commit).run()
            return result
        } catch {
            // A full disk or a damaged file has rolled back already.
            if isInTransaction { _ = try? execution(.rollback).run() }
            throw error
        }
    }

    /// All changes of a `body` of several statements, or none, also where the transaction around it goes on.
    func atomically<Result>(_ body: () throws -> Result) throws -> Result {
        guard isInTransaction else { return try transaction(body) }
        try run("SAVEPOINT changes")
        do {
            let result = try body()
            try run("RELEASE changes")
            return result
        } catch {
            if isInTransaction {
                _ = try? run("ROLLBACK TO changes")
                _ = try? run("RELEASE changes")
            }
            throw error
        }
    }

    /// Runs one statement that changes something, again where it meets contention.
    func single<Result>(_ body: () throws -> Result) throws -> Result {
        if isInTransaction { return try body() }
        let changes = totalChanges
        let result = try waiter.retry(body)
        noteDroppedBlobs(since: changes)
        return result
    }

    private var totalChanges: Int32 {
        sqlite3_total_changes(db.sqliteConnection)
    }

    /// The triggers of `xcom` queue a blob when its last row goes, which is a second change beside that of the row.
    private func noteDroppedBlobs(since changes: Int32) {
        guard totalChanges &- changes > 1 else { return }
        let isQueued = try? first("SELECT 1 FROM xcom_blob_pending WHERE started IS NULL LIMIT 1", []) { _ in true }
        if isQueued == true { hasDroppedBlobs = true }
    }
}
