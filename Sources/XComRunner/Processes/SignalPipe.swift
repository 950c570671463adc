internal import Glibc

/// Signals as bytes in a pipe, so that a poll loop sees them.
///
/// The newest of a process takes them all until it is closed; a forked child makes its own or gives the signals back.
final class SignalPipe {
    // SAFETY: set before the handlers are installed, by the only thread; the handler only reads it.
    private nonisolated(unsafe) static var writeEnd: Int32 = -1

    private let pipe: Pipe
    /// The write end of the one that took them before; -1 where there was none.
    private let outer: Int32
    private var signals: [Int32] = []
    /// What the signals meant before.
    private var kept: [Int32: sigaction] = [:]

    init(_ signals: [Int32]) throws {
        pipe = try Pipe()
        outer = Self.writeEnd
        Descriptor.setNonBlocking(pipe.read.number)
        Descriptor.setNonBlocking(pipe.write.number)
        Self.writeEnd = pipe.write.number
        for signal in signals { add(signal) }
    }

    var readEnd: Int32 { pipe.read.number }

    /// Takes another signal, unless the process was started with it ignored, as `nohup` does.
    func add(_ signal: Int32) {
        var action = sigaction()
        sigaction(signal, nil, &action)
        if signal != SIGCHLD, action.isIgnored { return }
        signals.append(signal)
        kept[signal] = action
        install()
    }

    /// Sets the handlers, also where other code has set its own since.
    func install() {
        for signal in signals {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                let reason = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(SignalPipe.writeEnd, &byte, 1)
                errno = reason
            }
            sigaction(signal, &action, nil)
        }
    }

    /// The signals that came since the last call.
    func take() -> [Int32] {
        ((try? Descriptor.read(readEnd)) ?? nil)?.map { Int32($0) } ?? []
    }

    /// Gives the signals back the meaning that they had.
    func close() {
        for (signal, action) in kept {
            var action = action
            sigaction(signal, &action, nil)
        }
        signals = []
        kept = [:]
        Self.writeEnd = outer
        // The end of a child of the process may have come meanwhile.
        var byte = UInt8(truncatingIfNeeded: SIGCHLD)
        if outer >= 0 { _ = write(outer, &byte, 1) }
    }
}

extension sigaction {
    package var isIgnored: Bool {
        // SAFETY: both are pointers to functions, which are only compared.
        unsafeBitCast(__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
