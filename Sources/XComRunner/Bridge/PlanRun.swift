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
    /// Its start and its end, spelled as the logical date; `nil` where the timetable is to say them.
    var dataInterval: [String]?
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
        /// Of a run of the schedule.
        var runAfter: Timestamp?
        /// Of a run of a schedule of partitions.
        var partitionKey: String?
        var partitionDate: Timestamp?
    }
}

/// Reads values for params of a loaded DAG, and puts them into a conf.
struct ReadParams: BridgeCall {
    static let name = "read_params"

    var dagID: String
    /// `nil` for an empty one.
    var conf: WireValue?
    var params: [ParamText]

    struct Answer: Decodable {
        /// Where the DAG has no such param; there is no conf then.
        var error: RaisedError?
        var conf: WireValue?
    }
}

/// A value for a param, as a person typed it.
package struct ParamText: Codable, Hashable, Sendable {
    package var name: String
    package var text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// Asks which tasks of a loaded DAG belong to some of them: their upstreams, their downstreams, and the setups and
/// teardowns of all these (`task-sdk definitions/dag.py, DAG.partial_subset`).
struct SubsetTasks: BridgeCall {
    static let name = "subset_tasks"

    var dagID: String
    var taskIDs: [String]
    var upstream: Bool
    var downstream: Bool

    struct Answer: Decodable {
        var taskIDs: [String]
    }
}

/// Asks which moments people mean by dates: only the worker knows `[core] default_timezone`.
struct ReadDates: BridgeCall {
    static let name = "read_dates"

    /// In ISO 8601.
    var dates: [String]

    struct Answer: Decodable {
        /// In the order of the question.
        var dates: [Timestamp]
    }
}

/// Asks for runs of the schedule of a loaded DAG: that of a logical date, as the scheduler would make it, or those from one
/// date to another, as a backfill does.
struct PlanSchedule: BridgeCall {
    static let name = "plan_schedule"

    var dagID: String
    /// `nil` for an empty one.
    var conf: WireValue?
    // In ISO 8601; without an offset in `[core] default_timezone`.
    var date: String?
    var first: String?
    var last: String?

    struct Answer: Decodable {
        /// Why there are no such runs; all else is `nil` then.
        var error: RaisedError?
        /// In the order of the schedule.
        var runs: [PlanRun.Answer]?
        /// The dates of the question.
        var first: Timestamp?
        var last: Timestamp?
    }
}
