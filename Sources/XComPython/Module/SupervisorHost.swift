internal import CPythonShims
internal import Glibc
internal import XCom
internal import XComSQLite
internal import XComSupervisor

/// What `_xcom` talks to: the supervisor of this process.
///
/// A supervisor serves one thread at a time, and Python calls from any: a lock puts them in a row. It is taken without the
/// GIL, so that a thread that waits for it stops no other.
final class SupervisorHost {
    // SAFETY: replaced and read with the GIL held only; the lock guards what is done with the supervisor itself.
    nonisolated(unsafe) private(set) static var current: SupervisorHost?

    private var supervisor: Supervisor
    private var process: pid_t
    private let lock: UnsafeMutablePointer<pthread_mutex_t>

    init(_ supervisor: Supervisor) {
        self.supervisor = supervisor
        process = getpid()
        lock = UnsafeMutablePointer.allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    static func install(_ supervisor: Supervisor?, _ py: borrowing Python) {
        current = supervisor.map { SupervisorHost($0) }
    }

    /// The supervisor's host.
    ///
    /// A process that was forked by a task (multiprocessing) gets a connection of its own, since one does not survive a
    /// fork.
    static func installed(_ py: borrowing Python) throws(Raised) -> SupervisorHost {
        guard let host = current else {
            throw py.raise(
                xcom_exc_runtime_error(),
                "no XCom store is connected: call _xcom.connect('sqlite:///PATH') first")
        }
        if host.process != getpid() { try host.reopen(py) }
        return host
    }

    private func reopen(_ py: borrowing Python) throws(Raised) {
        // The parent's connection must not be closed by its copy, so the copy is kept for good.
        _ = Unmanaged.passRetained(supervisor)
        if let store = supervisor.store as? SQLiteStore {
            do {
                supervisor = supervisor.reconnected(to: try store.reopened())
            } catch {
                throw py.raise(xcom_exc_runtime_error(), "\(error)")
            }
        }
        // A thread of the parent may have held it.
        pthread_mutex_init(lock, nil)
        process = getpid()
    }

    /// Works with the supervisor, without the GIL.
    func use<R, E: Error>(
        _ py: borrowing Python, _ body: (Supervisor) throws(E) -> R
    ) throws(E) -> R {
        try py.withoutGIL { () throws(E) in
            pthread_mutex_lock(lock)
            defer { pthread_mutex_unlock(lock) }
            return try body(supervisor)
        }
    }
}
