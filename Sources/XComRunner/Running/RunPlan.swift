internal import XCom

/// What a run will be: its id, its logical date and its data interval.
struct RunPlan: Equatable {
    var runID: String
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
        if let error = answer?.error {
            let type = error.type.split(separator: ".").last.map(String.init) ?? error.type
            throw RunnerError(.refused, "\(type): \(error.message)")
        }
        guard let answer, let runID = answer.runID else {
            throw RunnerError(.workerFailed, "What a run of DAG \(dagID) would be could not be found out.")
        }
        self.runID = runID
        logicalDate = answer.logicalDate
        if let dates = answer.dataInterval, dates.count == 2 {
            dataInterval = DataInterval(start: dates[0], end: dates[1])
        }
    }
}
