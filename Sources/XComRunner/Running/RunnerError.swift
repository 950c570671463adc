internal import XCom

/// Why a run could not be made or carried on.
package struct RunnerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong.
    package struct Code: Hashable, Sendable {
        private enum Base: Hashable {
            case dagNotFound, refused, runIsFinished, runIsActive, otherRules, workerFailed, environment
        }
        private let base: Base

        /// No loaded file defines the DAG.
        package static let dagNotFound = Code(base: .dagNotFound)
        /// Airflow would not make the run: its id, its `conf`, or what the DAG's timetable says of it.
        package static let refused = Code(base: .refused)
        /// A run of that id, or of that logical date, has ended already.
        package static let runIsFinished = Code(base: .runIsFinished)
        /// A run of that id is executed by another process.
        package static let runIsActive = Code(base: .runIsActive)
        /// A run of that id was made by the rules of another version of Airflow.
        package static let otherRules = Code(base: .otherRules)
        /// The worker process ended or could not be started.
        package static let workerFailed = Code(base: .workerFailed)
        /// The Python environment cannot be used.
        package static let environment = Code(base: .environment)
    }

    package var code: Code
    /// One sentence: what, where, what to do.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

extension RunnerError {
    static func isActive(_ run: DagRunKey) -> RunnerError {
        RunnerError(.runIsActive, "The run \(run.runID) of DAG \(run.dagID) is being executed by another process.")
    }
}
