internal import Glibc

/// Signals as bytes in a pipe, so that a poll loop sees them.
///
/// One per process; a forked child makes its own or gives the signals back.
final class SignalPipe {
    // SAFETY: set before the handlers are installed, by the only thread; the handler only reads it.
    private nonisolated(unsafe) static var writeEnd: Int32 = -1

    let readEnd: Int32
    private let writeEnd: Int32
    private let signals: [Int32]

    init(_ signals: [Int32]) throws {
        let ends = try Descriptor.pipe()
        Descriptor.setNonBlocking(ends.read)
        Descriptor.setNonBlocking(ends.write)
        readEnd = ends.read
        writeEnd = ends.write
        self.signals = signals
        Self.writeEnd = ends.write
        for signal in signals {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                let reason = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = Glibc.write(SignalPipe.writeEnd, &byte, 1)
                errno = reason
            }
            _ = sigaction(signal, &action, nil)
        }
    }

    /// The signals that came since the last call.
    func take() -> [Int32] {
        ((try? Descriptor.read(readEnd)) ?? nil)?.map { Int32($0) } ?? []
    }

    /// Gives the signals their default meaning again and closes the pipe.
    func close() {
        for signal in signals { Glibc.signal(signal, SIG_DFL) }
        Self.writeEnd = -1
        _ = Glibc.close(readEnd)
        _ = Glibc.close(writeEnd)
    }
}
