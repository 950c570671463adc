internal import Glibc
internal import Sockets

/// Signals as bytes in a socket, so that what waits for other things sees them as well.
enum Signals {
    // SAFETY: set while there is one thread, before the handlers that read it.
    private nonisolated(unsafe) static var writeEnd: Int32 = -1

    /// The end that bytes come from, one for each signal; a forked process makes its own.
    static func receive(_ signals: [Int32]) throws(SocketError) -> Int32 {
        let (readEnd, writeEnd) = try Sockets.pair()
        Self.writeEnd = writeEnd
        // Who has started this process may have had them blocked.
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        for signal in signals {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                let reason = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = send(Signals.writeEnd, &byte, 1, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
                errno = reason
            }
            action.sa_flags = SA_RESTART
            sigaction(signal, &action, nil)
        }
        return readEnd
    }

    /// Gives a signal its own meaning back.
    static func reset(_ signal: Int32) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = SIG_DFL
        sigaction(signal, &action, nil)
    }
}
