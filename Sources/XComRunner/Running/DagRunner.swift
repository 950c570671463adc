/// Loads DAG files and runs their DAGs.
///
/// Make it by ``launch(_:)`` before the process starts a thread, uses Dispatch or opens a store: it forks the worker
/// that holds the interpreter.
public final class DagRunner {
    private let configuration: RunnerConfiguration

    private init(_ configuration: RunnerConfiguration) {
        self.configuration = configuration
    }

    /// Forks the worker, which starts the interpreter and loads the files while this process goes on.
    public static func launch(_ configuration: RunnerConfiguration) throws -> DagRunner {
        DagRunner(configuration)
    }

    /// The graphs of the loaded DAGs; waits for the worker.
    public func dags() throws -> LoadedDags {
        throw RunnerError(.workerFailed, "not there yet")
    }

    /// Makes a run, or takes up one that has not ended, and executes it to its end.
    ///
    /// - Throws: ``RunnerError``, or the store's error.
    public func run(_ request: RunRequest, observer: (any RunObserver)? = nil) throws -> RunResult {
        throw RunnerError(.workerFailed, "not there yet")
    }

    /// Ends the worker. The runner is of no use afterwards.
    public func shutdown() {}

    /// Handles a hidden subcommand of `--isolation spawn`, which runs the executable again: `nil` where the arguments are
    /// no such subcommand, else its exit code. To be called first in the executable.
    public static func runHiddenSubcommand(_ arguments: [String]) -> Int32? {
        nil
    }
}
