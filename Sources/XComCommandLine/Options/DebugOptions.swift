internal import ArgumentParser
internal import Glibc
internal import XComRunner

/// `--debug`.
struct DebugOptions: ParsableArguments {
    @Option(
        name: .customLong("debug"),
        help: ArgumentHelp(
            "Give a task the terminal, for breakpoint() and debuggers, and stop where it fails; implies --isolation inline.",
            valueName: "task"), completion: .taskIDOfFile)
    var task: String?

    /// Makes the terminal ready to be given away, and taken back.
    ///
    /// - Throws: a usage failure where there is none, or the DAG has no such task.
    func begin(_ graph: DagGraph?) throws {
        guard let task else { return }
        let known = graph?.tasks.map(\.taskID) ?? []
        guard known.contains(task) else {
            let near = task.similar(in: known).map { "did you mean \($0)?" }
            throw Failure(
                message: "there is no task \(task) to debug; \(near ?? "there are: \(known.joined(separator: ", "))")",
                code: Failure.usage)
        }
        // Whoever takes the terminal from the background would be stopped.
        signal(SIGTTOU, SIG_IGN)
    }

    /// Whether the command has a terminal to give away.
    func check() throws {
        guard task != nil else { return }
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        if terminal >= 0 { close(terminal) }
        guard terminal >= 0, isatty(STDIN_FILENO) == 1 else {
            throw Failure(
                message:
                    "--debug needs a terminal, and this command has none: run it in one, or let the task wait for a "
                    + "debugger that connects, such as debugpy, under --isolation inline",
                code: Failure.usage)
        }
    }

    /// Takes the terminal back, also where the task's process was lost that had it.
    func end() {
        guard task != nil else { return }
        tcsetpgrp(STDIN_FILENO, getpgrp())
    }
}
