internal import XCom

/// Finds the run that is asked for, or makes it.
struct RunOpening {
    let request: RunRequest
    let now: Timestamp
    /// The run's key, whether it is there or not: without an id that is asked for, it has the one that Airflow generates.
    let key: DagRunKey
    private let logicalDate: Timestamp?

    init(_ request: RunRequest, now: Timestamp) {
        self.request = request
        self.now = now
        switch request.logicalDate {
        case .now: logicalDate = now
        case .none: logicalDate = nil
        case .at(let date): logicalDate = date
        }
        let suffix = logicalDate == nil ? "_" + Self.randomText() : ""
        key = DagRunKey(
            dagID: request.dagID, runID: request.runID ?? "manual__\((logicalDate ?? now).iso8601)\(suffix)")
    }

    /// Takes the run up, or makes it; whoever calls holds its lock.
    ///
    /// - Throws: ``RunnerError`` `runIsFinished`.
    func open(in store: any Store) throws -> (run: DagRun, isResumed: Bool) {
        guard let run = try existing(in: store) else { return (try make(in: store), false) }
        let resumed = try store.updateDagRun(run.key) {
            $0.state = .running
            $0.startDate = $0.startDate ?? now
        }
        return (resumed, true)
    }

    /// The run of the id that is asked for, where it has not ended. It is left as it is.
    ///
    /// - Throws: ``RunnerError`` `runIsFinished`.
    func existing(in store: any Store) throws -> DagRun? {
        guard let runID = request.runID,
            let run = try store.dagRun(DagRunKey(dagID: request.dagID, runID: runID))
        else { return nil }
        guard !run.state.isFinished else {
            throw RunnerError(
                .runIsFinished,
                "The run \(runID) of DAG \(request.dagID) has ended already (\(run.state.rawValue)). "
                    + "Choose another --run-id.")
        }
        return run
    }

    /// A new run, running. Its data interval is the one of a manual run: start and end are the logical date.
    private func make(in store: any Store) throws -> DagRun {
        var run = DagRun(
            key: key, runType: .manual, state: .running, logicalDate: logicalDate, runAfter: logicalDate ?? now,
            conf: request.conf ?? WireValue(text: "{}"))
        run.queuedAt = now
        run.startDate = now
        run.triggeredBy = "cli"
        do {
            try store.insert(run)
        } catch let error as StoreError where error.code == .dagRunAlreadyExists {
            let other = try logicalDate.flatMap {
                try store.dagRuns(DagRunFilter(dagID: request.dagID, logicalDates: [$0])).first
            }
            throw RunnerError(
                .runIsFinished,
                "DAG \(request.dagID) has a run of the logical date \(logicalDate?.iso8601 ?? "none") already: "
                    + "\(other?.key.runID ?? key.runID). Choose another --logical-date, or take that run up by its --run-id."
            )
        }
        return run
    }

    /// Eight letters and digits, as Airflow adds them to the id of a run without logical date.
    private static func randomText() -> String {
        let characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<8).map { _ in characters.randomElement() ?? "x" })
    }
}
