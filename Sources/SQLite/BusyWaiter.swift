internal import CSQLite
internal import Glibc

/// How a connection waits for another one's lock.
///
/// SQLite's own timeout sleeps up to 100 ms at a time and gives up by the sum of its naps, which starves one of many
/// writers that each hold the lock for microseconds. This one naps briefly, by a random length, up to a deadline.
// SAFETY: `limit` and `start` are used only by the thread that uses the connection, mostly from SQLite's busy handler.
package final class BusyWaiter: @unchecked Sendable {
    /// In seconds.
    package let timeout: Double
    private var limit: Double
    private var start = 0.0

    /// - Parameter timeout: after how many seconds to give up.
    package init(timeout: Double) {
        self.timeout = timeout
        limit = timeout
    }

    /// Waits for the locks of a connection, which must not outlive this object.
    func serve(_ handle: OpaquePointer) {
        // SAFETY: the connection keeps this object for as long as its handle is open.
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_busy_handler(
            handle,
            { context, attempt in
                guard let context else { return 0 }
                let waiter = Unmanaged<BusyWaiter>.fromOpaque(context).takeUnretainedValue()
                return waiter.shouldTryAgain(attempt: Int(attempt)) ? 1 : 0
            }, context)
    }

    /// Waits for nothing longer than so many seconds while `body` runs.
    func waiting(atMost seconds: Double, _ body: () -> Void) {
        limit = min(seconds, timeout)
        body()
        limit = timeout
    }

    /// Naps, and says whether to try again. `attempt` is 0 the first time.
    package func shouldTryAgain(attempt: Int) -> Bool {
        let now = monotonicSeconds()
        if attempt == 0 { start = now }
        guard now - start < limit else { return false }
        let longest = UInt32(min(100 << min(attempt, 6), 5000))
        usleep(UInt32.random(in: 20...longest))
        return true
    }

    /// Runs `body` again while it fails by contention that SQLite does not call its busy handler for: a change of the
    /// journal mode, the recovery of a WAL file, a writer that came between read and write.
    package func retry<Result>(_ body: () throws -> Result) throws -> Result {
        var attempt = 0
        let start = monotonicSeconds()
        while true {
            do {
                return try body()
            } catch let error as SQLiteError where error.isContention && monotonicSeconds() - start < timeout {
                usleep(UInt32.random(in: 50...UInt32(min(200 << min(attempt, 6), 10_000))))
                attempt += 1
            }
        }
    }
}

private func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
