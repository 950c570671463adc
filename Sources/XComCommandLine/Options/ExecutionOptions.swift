internal import ArgumentParser
internal import XComRunner

/// How the tasks of a run are executed.
struct ExecutionOptions: ParsableArguments {
    @Option(help: "How task instances are kept apart: forked processes, fresh interpreters, or not at all.")
    var isolation: Isolation = .fork
    @Option(
        help: ArgumentHelp(
            "How many tasks run at once, at most the DAG's max_active_tasks of each run. (default: core.parallelism, as in Airflow, or "
                + "as many as there is memory for; -v tells of that)",
            valueName: "n"))
    var jobs: Int?
    @Flag(
        help:
            "After the run, execute those that its tasks trigger without waiting, and that its assets bring about; and make by hand what a sensor waits for where a schedule does not have its date."
    )
    var follow = false
    @Flag(
        name: [.customShort("v"), .customLong("verbose"), .customLong("log-to-stderr")],
        help: "Follow the tasks' logs on standard error.")
    var logToStderr = false
    @Flag(
        name: .shortAndLong,
        help: "Do not tell how the run goes on: warnings, failures and the result are shown.")
    var quiet = false

    func validate() throws {
        guard jobs ?? 1 > 0 else { throw ValidationError("--jobs needs a number above 0.") }
        guard !quiet || !logToStderr else { throw ValidationError("Give one of --verbose and --quiet.") }
    }
}
