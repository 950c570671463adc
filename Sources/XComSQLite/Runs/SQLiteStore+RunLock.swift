internal import CSystem
internal import Glibc
internal import SQLite
package import XCom

/// Locks on two bytes of a file beside the store, which go with whoever has them, or with its process: one is the owner's
/// alone, the other is shared.
private final class FileRunLock: RunLock {
    let own: Int32
    /// An open file whose copies keep the second lock; -1 for a store in memory, which belongs to one process.
    let shared: Int32

    init(own: Int32, shared: Int32) {
        self.own = own
        self.shared = shared
    }

    deinit {
        close(shared)
        close(own)
    }
}

/// That file, opened once more.
private final class LockFile {
    let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Whether another open file has a lock on a byte. Where that cannot be said, it has.
    func isTaken(_ place: Int64) -> Bool { xcom_byte_is_taken(descriptor, place) != 0 }
}

/// A lock on one more byte of it, which all processes that execute runs share.
private final class FileAttendance: Attendance {
    /// Behind those of all runs.
    static let place: Int64 = 1 << 62

    /// `nil` for a store in memory, which belongs to one process.
    private let file: LockFile?

    init(_ file: LockFile?) {
        self.file = file
    }

    var isAlone: Bool { file.map { !$0.isTaken(Self.place) } ?? true }
}

extension SQLiteStore {
    package func lock(run: DagRunKey, patience: Double) throws -> (any RunLock)? {
        guard place != ":memory:" else { return FileRunLock(own: -1, shared: -1) }
        let file = "\(place)-runs"
        let lock = FileRunLock(own: try Self.openFile(file), shared: try Self.openFile(file))
        guard try Self.lock(lock.own, run.place, file) else { return nil }
        let waiter = BusyWaiter(timeout: patience)
        var attempt = 0
        while try !Self.lock(lock.shared, run.place + 1, file) {
            guard waiter.shouldTryAgain(attempt: attempt) else {
                throw StoreError(
                    .unavailable, operation: "lock run",
                    message:
                        "processes of the run '\(run.runID)' of DAG '\(run.dagID)' are still there, though the one that "
                        + "executed it is gone; end them, or wait for their end")
            }
            attempt += 1
        }
        return lock
    }

    package func attend() throws -> any Attendance {
        guard place != ":memory:" else { return FileAttendance(nil) }
        let path = "\(place)-runs"
        let file = LockFile(try Self.openFile(path))
        while xcom_share_byte(file.descriptor, FileAttendance.place) != 0 {
            guard errno == EINTR else { throw Self.failure("be locked", path) }
        }
        return FileAttendance(file)
    }

    package func slotsTaken(butNotBy runs: Set<DagRunKey>) throws -> [TakenSlots] {
        guard place != ":memory:" else { return [] }
        let taken = try access("count slots") { connection in
            try connection.all(
                """
                SELECT ti.dag_id, ti.run_id, ti.task_id, ti.pool, ti.state, count(*), sum(ti.pool_slots)
                FROM dag_run JOIN task_instance AS ti ON ti.dag_id = dag_run.dag_id AND ti.run_id = dag_run.run_id
                WHERE dag_run.state = 'running' AND ti.state IN ('queued', 'running', 'deferred', 'awaiting_input')
                GROUP BY ti.dag_id, ti.run_id, ti.task_id, ti.pool, ti.state
                """, [], of: "task_instance"
            ) { row in
                (
                    run: DagRunKey(dagID: try row.text(0), runID: try row.text(1)),
                    slots: TakenSlots(
                        dagID: try row.text(0), taskID: try row.text(2), pool: try row.text(3),
                        state: TaskInstanceState(rawValue: try row.text(4)) ?? .running,
                        instances: try row.count(5), slots: try row.count(6))
                )
            }
        }
        guard taken.contains(where: { !runs.contains($0.run) }) else { return [] }
        let file = LockFile(try Self.openFile("\(place)-runs"))
        // The owner's lock, or that of processes which it has left.
        let executed = Set(taken.map(\.run)).subtracting(runs)
            .filter { file.isTaken($0.place) || file.isTaken($0.place + 1) }
        return taken.filter { executed.contains($0.run) }.map(\.slots)
    }

    private static func openFile(_ file: String) throws -> Int32 {
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("be made", file) }
        return descriptor
    }

    private static func lock(_ descriptor: Int32, _ place: Int64, _ file: String) throws -> Bool {
        while xcom_try_lock_byte(descriptor, place) != 0 {
            switch errno {
            case EINTR: continue
            case EAGAIN, EACCES: return false
            default: throw failure("be locked", file)
            }
        }
        return true
    }

    private static func failure(_ what: String, _ file: String) -> StoreError {
        StoreError(
            .unavailable, operation: "lock run",
            message:
                "the file \(file), by which runs are locked, cannot \(what) (\(String(cString: strerror(errno)))); "
                + "allow it, or name another store")
    }
}

extension DagRunKey {
    /// The first of the bytes that stand for the run: FNV-1a over both ids, so far apart that no two of a store's runs share
    /// any.
    fileprivate var place: Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Array(dagID.utf8) + [0] + Array(runID.utf8) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return Int64(hash >> 2 & ~1)
    }
}
