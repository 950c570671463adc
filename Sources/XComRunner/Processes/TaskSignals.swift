internal import CSystem
internal import Glibc

/// What signals mean in the worker and in the processes of its orders.
enum TaskSignals {
    /// Sets a process of an order up: signals have their default meaning, except that Ctrl-C is the main process's business;
    /// it leads a group, so that what it starts can be found; and it does not outlive its worker.
    static func setUp(worker: pid_t) {
        for number in [SIGTERM, SIGCHLD, SIGHUP, SIGQUIT] { signal(number, SIG_DFL) }
        signal(SIGINT, SIG_IGN)
        setpgid(0, 0)
        xcom_end_with_parent(SIGKILL)
        // The worker may have gone before the line above.
        if getppid() != worker { _exit(1) }
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
