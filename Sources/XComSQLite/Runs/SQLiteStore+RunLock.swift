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
