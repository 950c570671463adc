internal import XCom

/// Finds the run that is asked for, or makes it.
struct RunOpening {
    let request: RunRequest
    let now: Timestamp

    init(_ request: RunRequest, now: Timestamp) {
        self.request = request
        self.now = now
    }

    private var logicalDate: Timestamp? {
        switch request.logicalDate {
        case .now: now
        case .none: nil
        case .at(let date): date
        }
    }

    /// The run of the id that is asked for, where it has not ended.
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
        return try store.updateDagRun(run.key) {
            $0.state = .running
            $0.startDate = $0.startDate ?? now
        }
    }

    /// A new run, running.
    ///
    /// Its id is the one that Airflow generates, and its data interval the one of a manual run: start and end are the
    /// logical date.
    func make(in store: any Store) throws -> DagRun {
        let date = logicalDate
        let runAfter = date ?? now
        let suffix = date == nil ? "_" + Self.randomText() : ""
        let runID = request.runID ?? "manual__\(runAfter.iso8601)\(suffix)"
        var run = DagRun(
            key: DagRunKey(dagID: request.dagID, runID: runID), runType: .manual, state: .running, logicalDate: date,
            runAfter: runAfter, conf: request.conf ?? WireValue(text: "{}"))
        run.queuedAt = now
        run.startDate = now
        run.triggeredBy = "cli"
        do {
            try store.insert(run)
        } catch let error as StoreError where error.code == .dagRunAlreadyExists {
            let other = try date.flatMap {
                try store.dagRuns(DagRunFilter(dagID: request.dagID, logicalDates: [$0])).first
            }
            throw RunnerError(
                .runIsFinished,
                "DAG \(request.dagID) has a run of the logical date \(date?.iso8601 ?? "none") already: "
                    + "\(other?.key.runID ?? runID). Choose another --logical-date, or take that run up by its --run-id."
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
