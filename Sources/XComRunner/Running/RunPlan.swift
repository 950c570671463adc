internal import XCom

/// What a run will be: its id, its logical date and its data interval.
///
/// The bridge finds it out (`xcom_bridge/runs.py`), since it takes the DAG's timetable.
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

    /// Reads the bridge's answer.
    ///
    /// - Throws: ``RunnerError`` `refused` where Airflow would not make the run.
    init(answer: [UInt8], dagID: String) throws {
        guard let answer = try? WireDecoder(style: .message).decode(Answer.self, from: WireValue(utf8: answer)) else {
            throw RunnerError(.workerFailed, "What a run of DAG \(dagID) would be could not be found out.")
        }
        if let error = answer.error {
            let type = error.type.split(separator: ".").last.map(String.init) ?? error.type
            throw RunnerError(.refused, "\(type): \(error.message)")
        }
        runID = answer.runID ?? ""
        logicalDate = answer.logicalDate
        if let dates = answer.dataInterval, dates.count == 2 {
            dataInterval = DataInterval(start: dates[0], end: dates[1])
        }
    }

    private struct Answer: Decodable {
        var error: Refusal?
        var runID: String?
        var logicalDate: Timestamp?
        var dataInterval: [Timestamp]?

        struct Refusal: Decodable {
            var type: String
            var message: String
        }

        enum CodingKeys: String, CodingKey {
            case error
            case runID = "run_id"
            case logicalDate = "logical_date"
            case dataInterval = "data_interval"
        }
    }
}
