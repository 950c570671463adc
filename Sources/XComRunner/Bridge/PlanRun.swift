internal import XCom

/// Asks what a run of a loaded DAG will be, or why Airflow refuses it: it takes the DAG's timetable to know.
struct PlanRun: BridgeCall {
    static let name = "plan_run"

    var dagID: String
    var runID: String?
    /// `nil` for an empty one.
    var conf: WireValue?
    /// In ISO 8601; without an offset it is in `[core] default_timezone`.
    var logicalDate: String?
    var runAfter: Timestamp
    /// Whether a task has triggered the run, which is there then.
    var isTriggered: Bool

    struct Answer: Decodable {
        /// Why there can be no such run; all else is `nil` then.
        var error: RaisedError?
        var runID: String?
        var logicalDate: Timestamp?
        /// Its start and its end.
        var dataInterval: [Timestamp]?
    }
}
