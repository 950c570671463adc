internal import CPython
internal import CPythonShims
internal import CSystem
internal import Glibc

extension Interpreter {
    /// Forks the process. The calling thread should be the only one.
    ///
    /// Where an interpreter runs, that goes by the rules that CPython has for it (`os.fork`): locks are taken before, and in
    /// the child all other threads of Python are forgotten.
    ///
    /// - Returns: 0 in the child, the child's process id in the parent, -1 with `errno` set where there is no child.
    package static func fork() -> Int32 {
        guard isRunning else { return xcom_fork() }
        return withPython { _ in
            PyOS_BeforeFork()
            let pid = xcom_fork()
            let reason = errno
            if pid == 0 {
                PyOS_AfterFork_Child()
            } else {
                PyOS_AfterFork_Parent()
            }
            errno = reason
            return pid
        }
    }

    /// Hands the texts that no output may show to `handler` as they become known, in place of the handler before.
    ///
    /// It is called with the GIL held, from whatever thread made one known.
    package static func onSecrets(_ handler: @escaping ([String]) -> Void) {
        secretsHandler = handler
    }

    // SAFETY: set by the thread that runs the interpreter, between its calls; called with the GIL held.
    nonisolated(unsafe) static var secretsHandler: ([String]) -> Void = { _ in }

    /// Signals of a crash end the process, as they end any Python. Swift's handlers would show its registers, which say
    /// nothing of a Python program, and take the first signal that was sent by `kill` for nothing.
    package static func crashByDefault() {
        for number in [SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP] { signal(number, SIG_DFL) }
    }

    /// Behaves as `python ARGUMENTS`: `-m`, `-c`, a file, standard input or the prompt; the process's exit code.
    ///
    /// The interpreter is started by this call and ended by it.
    package static func main(_ configuration: Configuration = Configuration(), arguments: [String]) throws -> Int32 {
        let environment: Environment?
        do {
            environment = try initialize(configuration, arguments: arguments, parsesArguments: true)
        } catch {
            if let code = error.exitCode { return code }
            throw error
        }
        try withPython { py throws(PythonError) in try extendPath(configuration, environment, py) }
        return Py_RunMain()
    }
}
