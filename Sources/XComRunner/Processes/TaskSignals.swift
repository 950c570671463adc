internal import Glibc
internal import XComPython

/// What signals mean in a task process.
enum TaskSignals {
    /// Signals have their default meaning, except that Ctrl-C is the main process's business; and a task does not outlive
    /// its worker.
    static func setUp(parent: pid_t) {
        for number in [SIGTERM, SIGCHLD, SIGHUP, SIGQUIT] { signal(number, SIG_DFL) }
        signal(SIGINT, SIG_IGN)
        Interpreter.endWithParent(signal: SIGKILL)
        // The worker may have gone before the line above.
        if getppid() != parent { _exit(1) }
    }

    /// Standard input is empty, as under Airflow.
    static func detachInput() {
        let null = open("/dev/null", O_RDONLY)
        if null > 0 {
            dup2(null, 0)
            close(null)
        }
    }
}
