package import XCom

/// One task of a ``DagGraph``.
package struct TaskNode: Hashable, Sendable, Decodable {
    package var taskID: String
    /// What the task is called in its innermost group.
    package var label: String
    package var taskDisplayName: String
    /// The operator's class name.
    package var `operator`: String
    /// What Airflow shows in its place, where that is another: `@task`.
    package var customOperatorName: String?
    package var triggerRule: TriggerRule
    package var upstreamTaskIDs: [String]
    package var downstreamTaskIDs: [String]
    package var retries: Int
    /// In seconds.
    package var retryDelay: Double
    /// The factor from one delay to the next; 0 and 1 mean that the delay stays the same.
    package var retryExponentialBackoff: Double
    /// In seconds.
    package var maxRetryDelay: Double?
    /// The first logical date of which a run has an instance of the task.
    package var startDate: Timestamp?
    /// The last logical date of which a run has an instance of the task.
    package var endDate: Timestamp?
    package var dependsOnPast: Bool
    package var waitForDownstream: Bool
    package var ignoreFirstDependsOnPast: Bool
    package var pool: String
    package var poolSlots: Int
    /// The total weight, by the task's weight rule.
    package var priorityWeight: Int
    package var queue: String
    package var isSetup: Bool
    package var isTeardown: Bool
    package var onFailureFailDagrun: Bool
    package var isMapped: Bool
    /// A task without work that the scheduler marks successful itself (a bare EmptyOperator).
    package var skipsExecution: Bool
    /// Whether the operator may skip what is downstream of it: a branch, a short circuit (`inherits_from_skipmixin`).
    package var skipsDownstream: Bool
    /// Whether it is an ExternalTaskSensor: it waits for the runs of the logical dates that it asks for.
    package var waitsForDates: Bool
    /// Whether it is a sensor or a TriggerDagRunOperator: it waits for the runs that it asks for by their ids.
    package var waitsForRuns: Bool
    package var hasOnFailureCallback: Bool
    package var hasOnRetryCallback: Bool
    /// Whether somebody gets a mail when it fails.
    package var emailsOnFailure: Bool
    /// Whether somebody gets a mail when it is tried again.
    package var emailsOnRetry: Bool
    package var maxActiveTisPerDag: Int?
    package var maxActiveTisPerDagrun: Int?
    /// The innermost group.
    package var taskGroupID: String?
    /// What a mapped task is expanded over.
    package var expand: ExpandInput?
    package var inlets: [AssetReference]
    package var outlets: [AssetReference]
}

/// An asset or an asset alias that a task reads or writes, by what the DAG file says of it.
package struct AssetReference: Hashable, Sendable, Decodable {
    package enum Kind: String, Sendable, Decodable, CaseIterable {
        case asset, alias
    }

    package var type: Kind
    package var name: String?
    package var uri: String?
}

extension TaskNode {
    /// Whether its code is in no DAG file (`@task.stub`): a program in another language has it.
    package var isStub: Bool { customOperatorName == "@task.stub" }

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
package struct TaskGroupNode: Hashable, Sendable, Decodable {
    package var groupID: String
    package var label: String
    package var parentGroupID: String?
    package var isMapped: Bool
    package var expand: ExpandInput?
    /// Ids of tasks and groups, in order.
    package var children: [String]
}
