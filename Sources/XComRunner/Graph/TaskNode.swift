public import XCom

/// One task of a ``DagGraph``.
public struct TaskNode: Hashable, Sendable, Decodable {
    public var taskID: String
    /// What the task is called in its innermost group.
    public var label: String
    public var taskDisplayName: String
    /// The operator's class name.
    public var `operator`: String
    public var triggerRule: TriggerRule
    public var upstreamTaskIDs: [String]
    public var downstreamTaskIDs: [String]
    public var retries: Int
    /// In seconds.
    public var retryDelay: Double
    /// The factor from one delay to the next; 0 and 1 mean that the delay stays the same.
    public var retryExponentialBackoff: Double
    /// In seconds.
    public var maxRetryDelay: Double?
    /// The first logical date of which a run has an instance of the task.
    public var startDate: Timestamp?
    /// The last logical date of which a run has an instance of the task.
    public var endDate: Timestamp?
    public var dependsOnPast: Bool
    public var waitForDownstream: Bool
    public var ignoreFirstDependsOnPast: Bool
    public var pool: String
    public var poolSlots: Int
    /// The total weight, by the task's weight rule.
    public var priorityWeight: Int
    public var queue: String
    public var isSetup: Bool
    public var isTeardown: Bool
    public var onFailureFailDagrun: Bool
    public var isMapped: Bool
    /// A task without work that the scheduler marks successful itself (a bare EmptyOperator).
    public var skipsExecution: Bool
    /// Whether the operator may skip what is downstream of it: a branch, a short circuit (`inherits_from_skipmixin`).
    public var skipsDownstream: Bool
    public var maxActiveTisPerDag: Int?
    public var maxActiveTisPerDagrun: Int?
    /// The innermost group.
    public var taskGroupID: String?
    /// What a mapped task is expanded over.
    public var expand: ExpandInput?
    public var inlets: [AssetReference]
    public var outlets: [AssetReference]
}

/// An asset or an asset alias that a task reads or writes, by what the DAG file says of it.
public struct AssetReference: Hashable, Sendable, Decodable {
    public enum Kind: String, Sendable, Decodable, CaseIterable {
        case asset, alias
    }

    public var type: Kind
    public var name: String?
    public var uri: String?
}

extension TaskNode {
    /// The assets among the task's inlets and outlets.
    var assets: [AssetKey] {
        (inlets + outlets).compactMap { reference in
            guard reference.type == .asset, let name = reference.name, let uri = reference.uri else { return nil }
            return AssetKey(name: name, uri: uri)
        }
    }

    var retry: RetryPolicy {
        RetryPolicy(delay: retryDelay, exponentialBackoff: retryExponentialBackoff, maxDelay: maxRetryDelay)
    }

    /// Whether a run has an instance of the task (`models/dagrun.py, verify_integrity`).
    func takesPart(in run: DagRun) -> Bool {
        guard run.runType != .backfill, let date = run.logicalDate else { return true }
        return startDate.map { $0 <= date } ?? true && endDate.map { date <= $0 } ?? true
    }
}

/// When a failed task is tried again.
struct RetryPolicy {
    /// In seconds.
    var delay: Double
    /// The factor from one delay to the next; 0 and 1 mean that the delay stays the same.
    var exponentialBackoff: Double
    /// In seconds.
    var maxDelay: Double?
}

/// A task group of a ``DagGraph``.
public struct TaskGroupNode: Hashable, Sendable, Decodable {
    public var groupID: String
    public var label: String
    public var parentGroupID: String?
    public var isMapped: Bool
    public var expand: ExpandInput?
    /// Ids of tasks and groups, in order.
    public var children: [String]
}
