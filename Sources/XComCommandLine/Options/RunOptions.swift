internal import ArgumentParser
internal import XCom

/// Which run is meant: the newest one where none is named.
struct RunOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Id of the DAG. (default: that of the run)", valueName: "id"), completion: .dagID)
    var dagID: String?
    @Option(help: ArgumentHelp("Id of the DAG run. (default: the newest)", valueName: "id"), completion: .runID)
    var runID: String?

    func run(in store: any Store) throws -> DagRun {
        try store.newestRun(of: dagID, runID: runID)
    }

    /// That of the run; what is said in full need not be there.
    func key(in store: any Store) throws -> DagRunKey {
        if let dagID, let runID { return DagRunKey(dagID: dagID, runID: runID) }
        return try run(in: store).key
    }
}

extension Store {
    /// The newest run that is meant: of any DAG, and with any id, where these are `nil`.
    func newestRun(of dagID: String?, runID: String?) throws -> DagRun {
        let runs = try dagRuns(DagRunFilter(dagID: dagID, runIDs: runID.map { [$0] }))
        let owners = Set(runs.map(\.key.dagID)).sorted()
        if let runID, owners.count > 1 {
            throw Failure(
                message: "several DAGs have a run \(runID); choose with --dag-id: \(owners.joined(separator: ", "))",
                code: Failure.usage)
        }
        if let run = runs.last { return run }
        let known = try dagIDs()
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
