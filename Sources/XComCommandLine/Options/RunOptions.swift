internal import ArgumentParser
internal import XCom

/// Which run is meant: the newest one where none is named.
struct RunOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Id of the DAG. (default: that of the run)", valueName: "id"))
    var dagID: String?
    @Option(help: ArgumentHelp("Id of the DAG run. (default: the newest)", valueName: "id"))
    var runID: String?

    func run(in store: any Store) throws -> DagRun {
        let runs = try store.dagRuns(DagRunFilter(dagID: dagID, runIDs: runID.map { [$0] }))
        let dagIDs = Set(runs.map(\.key.dagID)).sorted()
        if let runID, dagIDs.count > 1 {
            throw Failure(
                message: "several DAGs have a run \(runID); choose with --dag-id: \(dagIDs.joined(separator: ", "))",
                code: Failure.usage)
        }
        if let run = runs.last { return run }
        let known = try store.dagIDs()
        switch (dagID, runID) {
        case (let dagID?, _) where !known.contains(dagID):
            let near = dagID.similar(in: known).map { "; did you mean \($0)?" } ?? ""
            throw Failure(message: "there is no DAG \(dagID) in the store\(near)")
        case (let dagID?, let runID?):
            throw Failure(message: "DAG \(dagID) has no run \(runID); `xcom runs --dag-id \(dagID)` lists its runs")
        case (let dagID?, nil): throw Failure(message: "DAG \(dagID) has no runs")
        case (nil, let runID?): throw Failure(message: "there is no run \(runID); `xcom runs` lists the runs")
        case (nil, nil): throw Failure(message: "the store has no runs; `xcom run FILE` makes one")
        }
    }
}
