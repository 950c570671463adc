internal import CSystem
internal import Foundation
public import XCom

/// Keeps two processes from executing the same run, whatever their logs' folder is: a lock on one byte of a file beside
/// the store. It goes with its owner, or with the owner's process.
public final class RunLock {
    private let descriptor: Int32

    fileprivate init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}

extension SQLiteStore {
    /// Takes the lock of a run, which need not be there yet; `nil` where another process has it.
    ///
    /// A store in memory belongs to one process, so there is nobody to lock out.
    ///
    /// - Throws: ``StoreError`` where the file cannot be made or takes no locks.
    public func lock(run: DagRunKey) throws -> RunLock? {
        guard path != ":memory:" else { return RunLock(-1) }
        let file = "\(path)-runs"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("be made", file) }
        let lock = RunLock(descriptor)
        while xcom_try_lock_byte(descriptor, run.place) != 0 {
            switch errno {
            case EINTR: continue
            case EAGAIN, EACCES: return nil
            default: throw Self.failure("be locked", file)
            }
        }
        return lock
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
    /// The byte that stands for the run: FNV-1a over both ids, so far apart that no two of a store's runs share one.
    fileprivate var place: Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Array(dagID.utf8) + [0] + Array(runID.utf8) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return Int64(hash >> 2)
    }
}
