internal import XCom

/// What a run will be.
struct RunPlan: Equatable {
    var runID: String
    var runType = DagRunType.manual
    /// `nil` for the moment at which it is made.
    var runAfter: Timestamp?
    var partitionKey: String?
    var partitionDate: Timestamp?
    var logicalDate: Timestamp?
    /// What the run works on; none without a logical date.
    var dataInterval: DataInterval?

    struct DataInterval: Equatable {
        var start: Timestamp
        var end: Timestamp
    }

    /// What a run that is there already says of itself; `nil` where a task triggered it whose process did not know the
    /// DAG's timetable.
    init?(of run: DagRun) {
        runID = run.key.runID
        logicalDate = run.logicalDate
        guard let start = run.dataIntervalStart, let end = run.dataIntervalEnd else {
            guard run.logicalDate == nil else { return nil }
            return
        }
        dataInterval = DataInterval(start: start, end: end)
    }

    /// - `answer`: the bridge's; `nil` where it could not be had.
    /// - Throws: ``RunnerError`` `refused` where Airflow would not make the run.
    init(answer: PlanRun.Answer?, dagID: String) throws {
        if let error = answer?.error { throw RunnerError.refused(error) }
        guard let answer, let runID = answer.runID else {
            throw RunnerError(.workerFailed, "What a run of DAG \(dagID) would be could not be found out.")
        }
        self.runID = runID
        logicalDate = answer.logicalDate
        if let dates = answer.dataInterval, dates.count == 2 {
            dataInterval = DataInterval(start: dates[0], end: dates[1])
        }
        runAfter = answer.runAfter
        partitionKey = answer.partitionKey
        partitionDate = answer.partitionDate
    }

    /// The runs of a schedule.
    ///
    /// - `answer`: the bridge's; `nil` where it could not be had.
    /// - Throws: ``RunnerError`` `refused` where Airflow would not make them.
    static func runs(_ answer: PlanSchedule.Answer?, of dagID: String, type: DagRunType) throws -> [RunPlan] {
        if let error = answer?.error { throw RunnerError.refused(error) }
        guard let runs = answer?.runs else {
            throw RunnerError(.workerFailed, "What runs the schedule of DAG \(dagID) has could not be found out.")
        }
        return try runs.map { run in
            var plan = try RunPlan(answer: run, dagID: dagID)
            plan.runType = type
            return plan
        }
    }

    /// Who makes it, as Airflow's `DagRunTriggeredByType` spells it.
    var triggeredBy: String {
        switch runType {
        case .scheduled: "timetable"
        case .backfill: "backfill"
        case .assetTriggered: "asset"
        case .operatorTriggered: "operator"
        case .manual, .assetMaterialization: "cli"
        }
    }
}

extension RunnerError {
    /// Airflow refuses a run with an exception.
    static func refused(_ error: RaisedError) -> RunnerError {
        // What the bridge itself has found out is told in its words alone.
        guard !error.type.hasPrefix("xcom_bridge.") else { return RunnerError(.refused, error.message) }
        let type = error.type.split(separator: ".").last.map(String.init) ?? error.type
        return RunnerError(.refused, "\(type): \(error.message)")
    }
}
