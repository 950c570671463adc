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
    var failures: FailureText

    /// `nil` where the run that the command is about did not begin.
    init?(_ results: RunResults, path: String, follows: Bool, store: any Store, failures: FailureText) throws {
        guard let result = results.runs.first(where: \.isPlanned) else { return nil }
        self.result = result
        self.path = path
        self.follows = follows
        self.failures = failures
        others = results.runs.filter { !$0.isPlanned }
        left = results.left
        xcoms = try store.readings(XComFilter(dagID: result.run.key.dagID, runID: result.run.key.runID))
    }

    func show(_ output: OutputOptions, _ values: ValueStyle) {
        let title = "DAG \(result.run.key.dagID), run \(result.run.key.runID): "
        var listings: [Listing] = []
        switch output.output {
        case .table:
            let style = output.colors.style()
            Standard.write(title.oneLine + style.paint(ofState: result.run.state.rawValue) + "\n\n")
            listings = [.statesFolded(result.taskInstances)]
            if !xcoms.isEmpty { listings.append(.xcomsFolded(xcoms)) }
        case .plain:
            Standard.write(title.oneLine + result.run.state.rawValue + "\n\n")
            listings = [.states(result.taskInstances)]
            if !xcoms.isEmpty { listings.append(.xcomsOfRun(xcoms)) }
            if !result.failures.isEmpty { listings.append(.failures(result.failures)) }
        case .json, .yaml: break
        }
        if !others.isEmpty { listings.append(.otherRuns(others.map(\.run))) }
        output.show(listings, as: document, values: values)
        if let reason = result.reason { Failure.complain(reason) }
        Standard.writeError(failures.text(of: result))
        for other in others where other.run.state != .success { Standard.writeError(failures.text(of: other)) }
        left.complain(path: path, follows: follows)
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
