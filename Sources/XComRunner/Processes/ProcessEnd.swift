internal import Glibc

/// How a process ended, in words.
struct ProcessEnd: Equatable, Sendable {
    /// What `waitpid` gave.
    var status: Int32
    /// What this process ended it for, in words.
    var cause: String?

    var signal: Int32? {
        let low = status & 0x7f
        return low == 0 || low == 0x7f ? nil : low
    }

    var exitCode: Int32 {
        status >> 8 & 0xff
    }

    /// Why a task failed whose process ended like this before it had said how the task ended.
    var reason: String {
        if let signal { return "the process was killed by signal \(signal) (\(Self.name(of: signal)))" }
        return "the process ended with exit code \(exitCode) before the task finished"
    }

    static func name(of signal: Int32) -> String {
        let names: [Int32: String] = [
            SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
            SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGUSR1: "SIGUSR1",
            SIGSEGV: "SIGSEGV", SIGUSR2: "SIGUSR2", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM", SIGTERM: "SIGTERM",
            SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
        ]
        return names[signal] ?? "SIG\(signal)"
    }
}

extension ProcessEnd {
    /// A word for the end, as the type of the failure.
    var type: String {
        signal == nil ? "ProcessExited" : "ProcessKilled"
    }

    /// How the worker ended.
    var workerReason: String {
        cause ?? "it \(words)"
    }

    /// In words that follow on "it".
    var words: String {
        if let signal { return "was killed by signal \(signal) (\(Self.name(of: signal)))" }
        return "exited with code \(exitCode)"
    }
}

extension ProcessEnd {
    /// Waits for a child of this process to end.
    @discardableResult
    static func await(_ pid: pid_t) -> ProcessEnd {
        var status: Int32 = 0
        // The end of another child may interrupt it.
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return ProcessEnd(status: status)
    }
}
