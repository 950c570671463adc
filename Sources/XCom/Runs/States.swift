/// The state of a task instance, as Airflow's `TaskInstanceState` spells it; no state yet is `nil` where it is optional.
public enum TaskInstanceState: String, Hashable, Sendable, CaseIterable, Codable {
    case removed
    case scheduled
    case queued
    case running
    case success
    case restarting
    case failed
    case upForRetry = "up_for_retry"
    case upForReschedule = "up_for_reschedule"
    case upstreamFailed = "upstream_failed"
    case skipped
    case deferred
    /// Waits for a person, since Airflow 3.3; before, such a task is deferred.
    case awaitingInput = "awaiting_input"

    /// Whether the task instance waits for something outside of it, and goes on with its next method then.
    public var isDeferred: Bool {
        self == .deferred || self == .awaitingInput
    }

    /// Whether the task instance is done: nothing will run for it any more in this run.
    public var isFinished: Bool {
        switch self {
        case .success, .failed, .skipped, .upstreamFailed, .removed: true
        default: false
        }
    }
}

/// The state of a DAG run, as Airflow's `DagRunState` spells it.
public enum DagRunState: String, Hashable, Sendable, CaseIterable, Codable {
    case queued
    case running
    case success
    case failed

    /// Whether the run has ended.
    public var isFinished: Bool {
        self == .success || self == .failed
    }
}

/// How a DAG run came about, as Airflow's `DagRunType` spells it.
public enum DagRunType: String, Hashable, Sendable, CaseIterable, Codable {
    case backfill
    case scheduled
    case manual
    case assetTriggered = "asset_triggered"
    case assetMaterialization = "asset_materialization"
    /// By a task, since Airflow 3.3; before, such a run is manual.
    case operatorTriggered = "operator_triggered"
}
