internal import CSQLite

/// Keeps the write-ahead log short.
///
/// SQLite by itself writes the log back when it has 1000 pages, as far as it goes without waiting for anybody. While several
/// processes write all the time that never is all of it, and the log, which begins anew only when it is, grows for ever. So
/// above some length the one who commits has the others wait until all is written back: some milliseconds.
// SAFETY: used by the thread that uses the connection only: SQLite calls the hook from within a commit.
final class WriteAheadLog: @unchecked Sendable {
    /// Above so many pages what can be written back at once is.
    private static let calmPages: Int32 = 1000
    /// Above so many pages, all is.
    private static let longestPages: Int32 = 4000
    /// From one attempt to the next, at least.
    private static let pagesBetween: Int32 = 200
    /// So many bytes the file keeps when the log begins anew.
    private static let keptBytes = Int(longestPages) * 4096
    /// So many seconds to wait for those who read; they can keep the log from beginning anew for as long as they like.
    private static let patience = 0.05

    private let waiter: BusyWaiter
    /// After an attempt that came to nothing the log has to grow before the next.
    private var nextAttempt = longestPages

    init(waiter: BusyWaiter) {
        self.waiter = waiter
    }

    /// Watches the commits of a connection, which must not outlive this object.
    func watch(_ handle: OpaquePointer) {
        sqlite3_exec(handle, "PRAGMA journal_size_limit = \(Self.keptBytes)", nil, nil, nil)
        // SAFETY: the connection's owner keeps this object for as long as the connection is open.
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            handle,
            { context, handle, database, pages in
                if let context, let handle {
                    let log = Unmanaged<WriteAheadLog>.fromOpaque(context).takeUnretainedValue()
                    log.committed(handle, database, pages: pages)
                }
                // Whatever becomes of the log, the commit is done.
                return SQLITE_OK
            }, context)
    }

    private func committed(_ handle: OpaquePointer, _ database: UnsafePointer<CChar>?, pages: Int32) {
        guard pages >= Self.calmPages else { return }
        if pages < Self.longestPages {
            nextAttempt = Self.longestPages
            sqlite3_wal_checkpoint_v2(handle, database, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
            return
        }
        // Nobody writes back a part now: who does so keeps others from writing back all.
        guard pages >= nextAttempt else { return }
        var code = SQLITE_OK
        var length: Int32 = -1
        waiter.waiting(atMost: Self.patience) {
            code = sqlite3_wal_checkpoint_v2(handle, database, SQLITE_CHECKPOINT_TRUNCATE, &length, nil)
        }
        guard code != SQLITE_OK else { return }
        // Without a length another one was about it, and nothing was waited for. Else somebody reads for long: the longer the
        // log, the less is lost by waiting for the next attempt.
        nextAttempt = pages + (length < 0 ? Self.pagesBetween : max(Self.pagesBetween, pages / 4))
    }
}
