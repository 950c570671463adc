internal import Glibc

/// How the process of a task's code has ended.
struct ChildEnd {
    private let status: Int32

    init(status: Int32) {
        self.status = status
    }

    /// The signal that has ended it.
    var signal: Int32? {
        let number = status & 0x7F
        return number == 0 ? nil : number
    }

    /// In words that follow on "its process".
    var words: String {
        guard let signal else { return "has exited with status \((status >> 8) & 0xFF)" }
        let name = String(cString: strsignal(signal))
        switch signal {
        case SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE:
            return "has crashed by signal \(signal) (\(name)); what Swift says of it is in the lines of task.stderr"
        default: return "was killed by signal \(signal) (\(name))"
        }
    }
}
