internal import Glibc
internal import XCom

/// The connections by which Python code of this process talks SQL to the store, each by its number.
///
/// They have transactions of their own, beside the supervisor's connection. A transaction that has changed something keeps
/// other writers out, this process's supervisor among them: so whatever the supervisor is asked for commits first what is
/// open (``commitChanges()``), unless it is asked for on that connection. Airflow 2 does the same, where every access of a
/// thread goes through one session.
enum SQLConnections {
    /// What is in the store's way of a connection.
    final class Connection {
        let store: any SQLStore & Store
        /// Why what it had changed was not kept, where nobody was there to be told.
        var failure: (any Error)?

        init(_ store: any SQLStore & Store) {
            self.store = store
        }
    }

    // SAFETY: touched with the store's gate held only.
    nonisolated(unsafe) private static var connections: [Int: Connection] = [:]
    nonisolated(unsafe) private static var lastNumber = 0
    nonisolated(unsafe) private static var process: pid_t = 0

    /// Opens one more connection to a store. The caller holds the gate, as in what follows.
    static func open(_ store: any Store) throws -> Int {
        guard let store = store as? any SQLStore else {
            throw StoreError(.other, operation: "open", message: "this kind of store does not take SQL")
        }
        closeCopies()
        lastNumber += 1
        connections[lastNumber] = Connection(try store.sqlConnection())
        return lastNumber
    }

    /// An open connection.
    static func connection(_ number: Int) throws -> Connection {
        guard process == getpid(), let connection = connections[number] else {
            throw SQLFailure(.programming, "the connection is closed, or was made by another process")
        }
        if let failure = connection.failure.take() { throw failure }
        return connection
    }

    /// Runs one statement; `nil` where another connection of this process has to end its transaction first.
    static func run(_ sql: String, _ arguments: [SQLValue], on number: Int) throws -> SQLAnswer? {
        let connection = try connection(number)
        let isBlocked = connections.values.contains { $0 !== connection && $0.store.isInTransaction }
        do {
            return try connection.store.run(sql: sql, arguments, mayBegin: !isBlocked)
        } catch let failure as SQLFailure where failure.kind == .mayNotBegin {
            return nil
        }
    }

    /// The store by the connection that has changed something and not ended its transaction: there can be one.
    static var changing: (any SQLStore)? {
        guard process == getpid() else { return nil }
        return connections.values.first { $0.store.isInTransaction }?.store
    }

    /// For how many seconds to run a statement again that is blocked.
    static func busyTimeout(of number: Int) throws -> Double {
        try connection(number).store.busyTimeout
    }

    /// Closes a connection; what it has changed and not committed is lost.
    static func close(_ number: Int) {
        guard process == getpid(), let connection = connections.removeValue(forKey: number) else { return }
        // SQLite would take it back by itself, but not what goes with it outside of the database.
        try? connection.store.endTransaction(keep: false)
    }

    /// Commits what is open. A connection whose changes cannot be kept says so when it is used next.
    static func commitChanges() {
        guard !connections.isEmpty, process == getpid() else { return }
        for connection in connections.values where connection.store.isInTransaction {
            do {
                try connection.store.endTransaction(keep: true)
            } catch {
                connection.failure = error
                try? connection.store.endTransaction(keep: false)
            }
        }
    }

    /// In a forked process, closes the copies of the parent's connections: to be done before the store is opened again.
    static func closeCopies() {
        guard process != getpid() else { return }
        for connection in connections.values { connection.store.closeCopy() }
        connections = [:]
        process = getpid()
    }
}
