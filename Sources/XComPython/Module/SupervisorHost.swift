internal import Glibc
internal import XCom
internal import XComStores
internal import XComSupervisor

/// What `_xcom` talks to: the supervisor of this process.
///
/// A supervisor serves one thread at a time, and Python calls from any: ``StoreGate`` puts them in a row.
final class SupervisorHost {
    // SAFETY: replaced and read with the GIL held only; the gate guards what is done with the supervisor itself.
    nonisolated(unsafe) private(set) static var current: SupervisorHost?

    private var supervisor: Supervisor
    /// How the store was opened, where Python code has opened it.
    let opener: StoreOpener?
    private var process: pid_t

    init(_ supervisor: Supervisor, opener: StoreOpener?) {
        self.supervisor = supervisor
        self.opener = opener
        process = getpid()
    }

    /// The supervisor's store; to be used at the gate.
    var store: any Store { supervisor.store }

    static func install(_ supervisor: Supervisor?, opener: StoreOpener? = nil, _ py: borrowing Python) {
        StoreGate.make()
        closeCopy(py)
        current = supervisor.map { SupervisorHost($0, opener: opener) }
    }

    /// The supervisor's host.
    ///
    /// A process that was forked by a task (multiprocessing) gets a connection of its own, since one does not survive a
    /// fork.
    static func installed(_ py: borrowing Python) throws(Raised) -> SupervisorHost {
        guard let host = current else {
            throw py.raise(
                .runtimeError,
                "no XCom store is connected: call _xcom.connect('sqlite:///PATH') first")
        }
        if host.process != getpid() { try host.reopen(py) }
        return host
    }

    /// In a forked process, closes the copy of the parent's connection: to be done before the store is opened again.
    static func closeCopy(_ py: borrowing Python) {
        guard let host = current, host.process != getpid() else { return }
        SQLConnections.closeCopies()
        host.supervisor.store.closeCopy()
        current = nil
    }

    private func reopen(_ py: borrowing Python) throws(Raised) {
        SQLConnections.closeCopies()
        supervisor.store.closeCopy()
        do {
            supervisor = supervisor.reconnected(to: try supervisor.store.reopened())
        } catch {
            throw py.raise(.runtimeError, "\(error)")
        }
        process = getpid()
    }

    /// Asks the supervisor of this process, as ``use(_:on:_:)``; what it refuses is raised.
    static func ask<R>(
        _ py: borrowing Python, on connection: Int? = nil, _ body: (Supervisor) throws(SupervisorError) -> R
    ) throws(Raised) -> R {
        let host = try installed(py)
        do throws(SupervisorError) {
            return try host.use(py, on: connection, body)
        } catch {
            throw py.raise(error)
        }
    }

    /// Works with the supervisor, without the GIL.
    func use<R, E: Error>(
        _ py: borrowing Python, _ body: (Supervisor) throws(E) -> R
    ) throws(E) -> R {
        try py.atStoreGate { () throws(E) in
            SQLConnections.commitChanges()
            return try body(supervisor)
        }
    }

    /// As ``use(_:_:)``, and with a connection for SQL in place of the supervisor's own where one is named: what is open on it
    /// is seen, what is changed is part of it, and nothing is committed.
    func use<R>(
        _ py: borrowing Python, on connection: Int?, _ body: (Supervisor) throws(SupervisorError) -> R
    ) throws(SupervisorError) -> R {
        guard let connection else { return try use(py, body) }
        return try py.atStoreGate { () throws(SupervisorError) in
            let store: any Store
            do {
                store = try SQLConnections.connection(connection).store
            } catch {
                throw .internalError(reason: "\(error)")
            }
            return try body(supervisor.reconnected(to: store))
        }
    }
}
