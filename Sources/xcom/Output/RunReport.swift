internal import FoundationEssentials
internal import XCom
internal import XComRunner

/// What `xcom run` prints at the end.
struct RunReport {
    var result: RunResult
    var xcoms: [XComReading]

    init(result: RunResult, store: any XComStore) throws {
        self.result = result
        self.xcoms = try store.readings(XComFilter(dagID: result.run.key.dagID, runID: result.run.key.runID))
    }

    func show(_ output: OutputOptions) {
        var listings = [Self.states(result.taskInstances)]
        if !xcoms.isEmpty { listings.append(.xcomsOfRun(xcoms)) }
        if !result.failures.isEmpty { listings.append(.failures(result.failures)) }
        switch output.output {
        case .table, .plain:
            let run = "DAG \(result.run.key.dagID), run \(result.run.key.runID): \(result.run.state.rawValue)"
            Standard.write(run.oneLine + "\n\n")
        case .json, .yaml: break
        }
        output.show(listings, as: document)
        if let reason = result.reason { Failure.complain(reason) }
        for instance in result.taskInstances where instance.state == .failed {
            let index = instance.key.mapIndex >= 0 ? "[\(instance.key.mapIndex)]" : ""
            Failure.complain("log of \(instance.key.taskID)\(index): \(result.logPath(of: instance))")
        }
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
        ])
    }
}
