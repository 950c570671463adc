internal import Logging
internal import SQLite
package import XCom
internal import XComBlobs
package import XComStoreOptions

/// The embedded store: an SQLite file, or a database in memory, with Airflow's names of tables and columns.
///
/// Many processes may have the same file open and write to it at once; each waits for the others, up to
/// `StoreOptions.busyTimeout`. In one process it may be used from several threads. It is not carried over a fork: a child
/// opens its own.
// SAFETY: `connection`, and what it stands for, is touched with the lock held only.
package final class SQLiteStore: Store, @unchecked Sendable {
    /// The file's path; `:memory:` for a store in memory.
    package let place: String
    package var isReadOnly: Bool { options.readOnly }
    package var limits: SizeLimits { options.limits }
    /// How it was opened.
    package let options: StoreOptions
    let blobPlaces: BlobPlaces
    /// What an operation does besides its own work, and nobody is told of otherwise.
    let log = Logger(label: "xcom.sqlite")
    private let lock = RecursiveLock()
    private var connection: StoreConnection

    /// Opens the store at a URL like `sqlite:///xcom.db` (`sqlite:////var/xcom.db` for an absolute path, `sqlite://` for
    /// one in memory) and makes it where there is none.
    ///
    /// - Throws: `StoreError`.
    package convenience init(url: String, options: StoreOptions = StoreOptions()) throws {
        try self.init(location: StoreLocation(url: url), options: options)
    }

    package func reopened() throws -> any Store {
        try SQLiteStore(path: place, options: options)
    }

    /// Whether there is a file at such a URL.
    ///
    /// - Throws: `StoreError` where it is not a URL of a store.
    package static func exists(url: String) throws -> Bool {
        switch try StoreLocation(url: url) {
        case .memory: true
        case .file(let path): isThere(path)
        }
    }

    /// Whether such a URL is that of a store in memory.
    ///
    /// - Throws: `StoreError` where it is not a URL of a store.
    package static func isInMemory(url: String) throws -> Bool {
        try StoreLocation(url: url) == .memory
    }

    /// Opens the store in a file, as ``init(url:options:)``.
    package convenience init(path: String, options: StoreOptions = StoreOptions()) throws {
        try self.init(location: path == ":memory:" ? .memory : .file(path), options: options)
    }

    private init(location: StoreLocation, options: StoreOptions) throws {
        place = location.place
        self.options = options
        blobPlaces = BlobPlaces(database: location == .memory ? nil : place, setting: options.offload?.place)
        connection = try Self.connect(place, options, blobPlaces)
    }

    private static func connect(
        _ place: String, _ options: StoreOptions, _ blobPlaces: BlobPlaces
    ) throws -> StoreConnection {
        DescriptorGuard.install()
        do {
            return try DescriptorGuard.during {
                let connection = StoreConnection(
                    try DatabaseFile.open(place, options: options), place: place, blobPlaces: blobPlaces,
                    fernetKeys: options.fernetKeys)
                if options.readOnly {
                    try connection.checkReadable()
                } else {
                    try connection.migrate()
                    try connection.checkDurability(survivesPowerLoss: options.survivesPowerLoss)
                }
                return connection
            }
        } catch let error as SQLiteError {
            throw error.storeError(operation: "open", place: place, waited: options.busyTimeout)
        } catch let error as RowError {
            throw error.storeError(operation: "open", place: place)
        }
    }

    /// The open file. Where other code of this process has closed its descriptors, it is opened again.
    private func intactConnection() throws -> StoreConnection {
        if !connection.database.isInTransaction, !DescriptorGuard.areIntact {
            connection.closeLeavingLog()
            connection = try Self.connect(place, options, blobPlaces)
        }
        return connection
    }

    /// Closes the connection; the store cannot be used after it. A store that is let go closes by itself.
    package func close() throws {
        do {
            try lock.withLock { try connection.close() }
        } catch let error as SQLiteError {
            throw error.storeError(operation: "close", place: place, waited: options.busyTimeout)
        }
    }

    /// To SQLite the copy holds the file's locks, which only the parent has: while it is there, a new connection of this
    /// process takes none of its own, and another process could delete the write-ahead log below it. Closing must not
    /// touch that log either, which is the parent's.
    package func closeCopy() {
        lock.withLock { connection.closeLeavingLog() }
    }

    package func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try access("transaction") { try $0.transaction(body) }
    }

    /// Gives `body` the connection, to one thread at a time; nested accesses of the same thread go through.
    ///
    /// A body that reads blobs runs again where one was gone because its row had changed meanwhile.
    func access<Result>(_ operation: String, _ body: (StoreConnection) throws -> Result) throws -> Result {
        var missing: BlobURL?
        while true {
            do {
                return try lock.withLock {
                    let connection = try intactConnection()
                    return try DescriptorGuard.during {
                        defer {
                            connection.readBlob = nil
                            settleUploads(on: connection)
                        }
                        let result = try body(connection)
                        if connection.hasDroppedBlobs, !connection.database.isInTransaction {
                            do {
                                try removeDroppedBlobs(on: connection)
                            } catch let error as RowError {
                                log.info("\(error.storeError(operation: operation, place: place).message)")
                            } catch {
                                log.info("blobs that no row names stay queued for removal: \(error)")
                            }
                        }
                        return result
                    }
                }
            } catch let error as SQLiteError {
                throw error.storeError(operation: operation, place: place, waited: options.busyTimeout)
            } catch let error as RowError {
                throw error.storeError(operation: operation, place: place)
            } catch let failure as BlobFailure {
                guard failure.error.code == .missing, failure.url != missing else {
                    throw failure.storeError(operation: operation)
                }
                missing = failure.url
            }
        }
    }
}

extension SQLiteStore {
    /// Lets the file grow no further: how tests fill a disk.
    package func limitPages() throws {
        try access("limit pages") { connection in
            let pages = try connection.first("PRAGMA page_count", []) { try $0.int(0) } ?? 0
            _ = try connection.first("PRAGMA max_page_count = \(pages + 2)", []) { try $0.int(0) }
        }
    }
}
