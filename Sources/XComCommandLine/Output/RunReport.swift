internal import FoundationEssentials
internal import XCom
internal import XComRunner

/// What `xcom run` prints at the end.
struct RunReport {
    var result: RunResult
    var xcoms: [XComReading]
    /// Runs that tasks waited for, or made, and that were executed too.
    var others: [RunResult]
    /// Runs that were made and are queued still.
    var left: [DagRunKey]
    /// The DAG file or folder of the command.
    var path: String
    /// Whether runs that were made are executed after it.
    var follows: Bool

    /// `nil` where the run that the command is about did not begin.
    init?(_ results: RunResults, path: String, follows: Bool, store: any XComStore) throws {
        guard let result = results.runs.first(where: \.isPlanned) else { return nil }
        self.result = result
        self.path = path
        self.follows = follows
        others = results.runs.filter { !$0.isPlanned }
        left = results.left
        xcoms = try store.readings(XComFilter(dagID: result.run.key.dagID, runID: result.run.key.runID))
    }

    func show(_ output: OutputOptions) {
        var listings = [Self.states(result.taskInstances)]
        if !xcoms.isEmpty { listings.append(.xcomsOfRun(xcoms)) }
        if !result.failures.isEmpty { listings.append(.failures(result.failures)) }
        if !others.isEmpty { listings.append(.otherRuns(others.map(\.run))) }
        switch output.output {
        case .table, .plain:
            let run = "DAG \(result.run.key.dagID), run \(result.run.key.runID): \(result.run.state.rawValue)"
            Standard.write(run.oneLine + "\n\n")
        case .json, .yaml: break
        }
        output.show(listings, as: document)
        if let reason = result.reason { Failure.complain(reason) }
        result.nameLogs()
        for other in others where other.run.state != .success { other.nameLogs() }
        left.complain(path: path, follows: follows)
    }

    private static func states(_ taskInstances: [TaskInstance]) -> Listing {
        Listing(
            ["task_id", "map_index", "state", "try_number"],
            rows: taskInstances.map { instance in
                [
                    .text(instance.key.taskID), .number(instance.key.mapIndex), Document(instance.state?.rawValue),
                    .number(instance.tryNumber),
                ]
            })
    }

    private var document: Document {
        let run = result.run
        return .object([
            ("dag_id", .text(run.key.dagID)), ("run_id", .text(run.key.runID)), ("state", .text(run.state.rawValue)),
            ("logical_date", Document(run.logicalDate)), ("conf", .value(run.conf)),
            ("rules", .text(run.rules.rawValue)),
            ("tasks", .tasks(result.taskInstances, failures: result.failures)),
            ("xcoms", Listing.xcomsOfRun(xcoms).document), ("logs", .text(result.logFolder)),
            ("other_runs", Listing.otherRuns(others.map(\.run)).document),
            ("queued_runs", left.document),
        ])
    }
}

extension RunResult {
    /// Says where the logs of its failed tasks are.
    func nameLogs() {
        for instance in taskInstances where instance.state == .failed {
            let index = instance.key.mapIndex >= 0 ? "[\(instance.key.mapIndex)]" : ""
            Failure.complain("log of \(instance.key.taskID)\(index): \(logPath(of: instance))")
        }
    }
}
