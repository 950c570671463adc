internal import SQLite
internal import XCom
internal import XComBlobs
internal import XComStoreOptions

/// The store's one SQLite connection, as it is inside an access: what a store has beside the connection, and the errors of
/// rows by name.
///
/// Only ``SQLiteStore`` hands it out, to one thread at a time.
final class StoreConnection {
    let database: Database
    let place: String
    let blobPlaces: BlobPlaces
    let fernetKeys: FernetKeys?
    /// Whether a commit has left blobs behind that nothing refers to any more.
    var hasDroppedBlobs = false
    /// The blobs that were written within the transaction that is open.
    var uploadsInTransaction: [BlobURL] = []
    /// The blob that this access read last: rows that share one often follow each other.
    var readBlob: (url: BlobURL, value: WireValue)?
    private var hot: [Statement?] = Array(repeating: nil, count: HotStatement.allCases.count)

    init(_ database: Database, place: String, blobPlaces: BlobPlaces, fernetKeys: FernetKeys?) {
        self.database = database
        self.place = place
        self.blobPlaces = blobPlaces
        self.fernetKeys = fernetKeys
    }

    /// Closes the connection.
    func close() throws {
        hot = Array(repeating: nil, count: hot.count)
        try database.close()
    }

    /// Closes it without a look at the write-ahead log, and without touching descriptors that are not its own any more.
    func closeLeavingLog() {
        database.keepLogOnClose()
        try? close()
    }

    // MARK: Statements

    /// A statement of the hot path: found by its number instead of by its text.
    func execution(_ statement: HotStatement) throws -> Execution {
        if let prepared = hot[statement.rawValue] { return Execution(prepared) }
        let prepared = try database.prepare(statement.sql)
        hot[statement.rawValue] = prepared
        return Execution(prepared)
    }

    func execution(_ sql: String, _ arguments: [Argument] = []) throws -> Execution {
        try database.execution(sql, arguments)
    }

    @discardableResult
    func run(_ sql: String, _ arguments: [Argument] = []) throws -> Int {
        try execution(sql, arguments).run()
    }

    /// - `table`: whose rows they are, for the error where one cannot be read.
    func first<Result>(
        _ sql: String, _ arguments: [Argument], of table: String? = nil,
        _ read: (borrowing Execution) throws -> Result
    ) throws -> Result? {
        let execution = try execution(sql, arguments)
        return try execution.step() ? naming(table) { try read(execution) } : nil
    }

    /// - `table`: whose rows they are, for the error where one cannot be read.
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
        } catch var error as RowError {
            error.table = error.table ?? table
            error.place = error.place ?? place
            throw error
        }
    }

    // MARK: Transactions

    /// All changes of `body`, or none. It joins a transaction that is open.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        if database.isInTransaction { return try body() }
        return try database.transaction { try noting(body) }
    }

    /// All changes of a `body` of several statements, or none, also where the transaction around it goes on.
    func atomically<Result>(_ body: () throws -> Result) throws -> Result {
        if database.isInTransaction { return try database.savepoint(body) }
        return try database.transaction { try noting(body) }
    }

    /// Runs one statement that changes something, again where it meets contention.
    func single<Result>(_ body: () throws -> Result) throws -> Result {
        if database.isInTransaction { return try body() }
        return try noting { try database.retry(body) }
    }

    /// Notes whether `body` has dropped a blob: the triggers of `xcom` queue one when its last row goes, which is a second
    /// change beside that of the row.
    private func noting<Result>(_ body: () throws -> Result) throws -> Result {
        let changes = database.totalChanges
        let result = try body()
        if database.totalChanges &- changes > 1 { noteDroppedBlobs() }
        return result
    }

    /// Notes whether there are blobs that nothing refers to any more.
    func noteDroppedBlobs() {
        let isQueued = try? first("SELECT 1 FROM xcom_blob_pending WHERE started IS NULL LIMIT 1", []) { _ in true }
        if isQueued == true { hasDroppedBlobs = true }
    }
}
