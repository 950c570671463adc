/// A value of an SQL statement: an argument, or what a column holds.
public enum SQLValue: Hashable, Sendable {
    case null
    case int(Int)
    case real(Double)
    /// A text by its bytes in UTF-8.
    case text([UInt8])
    case blob([UInt8])
}

/// What a statement gave.
public struct SQLAnswer: Hashable, Sendable {
    /// The names of the columns; empty for a statement that gives no rows.
    public var columns: [String]
    public var rows: [[SQLValue]]
    /// How many rows were changed.
    public var changes: Int
    /// The id of the row that was inserted last.
    public var lastRowID: Int

    public init(columns: [String], rows: [[SQLValue]], changes: Int, lastRowID: Int) {
        self.columns = columns
        self.rows = rows
        self.changes = changes
        self.lastRowID = lastRowID
    }
}

/// Why a statement was refused. The message shows no value.
public struct SQLFailure: Error, Hashable, Sendable {
    /// The classes of Python's DB-API.
    public enum Kind: Hashable, Sendable {
        /// A rule of the tables: a key that is there already, or that names nothing.
        case integrity
        /// Arguments that do not go with the statement.
        case programming
        /// An argument that the store does not take.
        case data
        /// Anything else: a mistake in the SQL, a store that is locked or full.
        case operational
        /// The statement would begin a transaction, and may not.
        case mayNotBegin
    }

    public var kind: Kind
    public var message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// A store that takes SQL, for task code that was written against Airflow's metadata database.
public protocol SQLStore: AnyObject, Sendable {
    /// A connection of its own to the same store, with transactions of its own.
    ///
    /// - Throws: ``StoreError``, also where there can be none.
    func sqlConnection() throws -> any SQLStore & Store

    /// Runs one statement. The first that changes something begins a transaction, and with it takes the writers' lock.
    ///
    /// - `mayBegin`: `false` where that lock is known to be taken.
    /// - Throws: ``SQLFailure``, ``StoreError``.
    func run(sql: String, _ arguments: [SQLValue], mayBegin: Bool) throws -> SQLAnswer

    var isInTransaction: Bool { get }

    /// For how many seconds to wait for the writers' lock.
    var busyTimeout: Double { get }

    /// Keeps, or takes back, what was changed since the transaction began; nothing where none has begun.
    ///
    /// - Throws: ``SQLFailure``, ``StoreError``.
    func endTransaction(keep: Bool) throws

    /// The text that an offloaded value of `xcom.value` stands for.
    ///
    /// - Throws: ``StoreError``.
    func offloadedText(_ reference: [UInt8]) throws -> [UInt8]

    /// As ``ForkableStore/closeCopy()``.
    func closeCopy()
}

extension SQLStore {
    /// As ``run(sql:_:mayBegin:)``, and waits for the lock.
    public func run(sql: String, _ arguments: [SQLValue]) throws -> SQLAnswer {
        try run(sql: sql, arguments, mayBegin: true)
    }
}
