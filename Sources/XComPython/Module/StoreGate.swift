internal import Glibc

/// The lock that a thread holds while it works with the store of this process.
///
/// A fork takes it too. The child so gets SQLite, which has locks and a cache of its own, as no thread was inside it; with
/// one inside, the child would wait for ever for a thread that it does not have. Whoever holds the lock waits for nothing
/// of Python, so a fork, which holds the GIL, gets it.
enum StoreGate {
    // SAFETY: made once and never freed; used through the pthread functions only.
    nonisolated(unsafe) private static let mutex: UnsafeMutablePointer<pthread_mutex_t> = {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_atfork({ StoreGate.enter() }, { StoreGate.leave() }, { StoreGate.leave() })
        return mutex
    }()

    /// Makes the lock, so that forks take it from here on.
    static func make() {
        _ = mutex
    }

    /// Waits for the lock. The caller does not hold the GIL, or is about to fork.
    fileprivate static func enter() {
        pthread_mutex_lock(mutex)
    }

    fileprivate static func leave() {
        pthread_mutex_unlock(mutex)
    }
}

extension Python {
    /// Works with the store of this process as the only thread, without the GIL.
    func atStoreGate<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        try withoutGIL { () throws(E) in
            StoreGate.enter()
            defer { StoreGate.leave() }
            return try body()
        }
    }
}
