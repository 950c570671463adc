public import XCom

/// One task of a ``DagGraph``.
public struct TaskNode: Hashable, Sendable {
    public var taskID: String
    /// What the task is called in its innermost group.
    public var label: String
    /// The operator's class name.
    public var operatorName: String
    public var triggerRule: TriggerRule
    public var upstreamTaskIDs: [String]
    public var downstreamTaskIDs: [String]
    public var retry: RetryPolicy
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
    public var onFailureFailDagRun: Bool
    public var isMapped: Bool
    /// A task without work that the scheduler marks successful itself (a bare EmptyOperator).
    public var skipsExecution: Bool
    /// Whether the operator may skip what is downstream of it: a branch, a short circuit (`inherits_from_skipmixin`).
    public var skipsDownstream: Bool
    public var mapIndexTemplate: String?
    public var displayName: String?
    public var maxActivePerDag: Int?
    public var maxActivePerDagRun: Int?
    /// The innermost group.
    public var taskGroupID: String?
    /// What a mapped task is expanded over.
    public var expand: ExpandInput?
    /// The assets among the task's inlets and outlets.
    public var assets: [AssetKey]

    public init(taskID: String, upstream: [String] = [], downstream: [String] = [], rule: TriggerRule = .allSuccess) {
        self.taskID = taskID
        self.label = taskID
        self.operatorName = "PythonOperator"
        self.triggerRule = rule
        self.upstreamTaskIDs = upstream
        self.downstreamTaskIDs = downstream
        self.retry = RetryPolicy()
        self.dependsOnPast = false
        self.waitForDownstream = false
        self.ignoreFirstDependsOnPast = true
        self.pool = "default_pool"
        self.poolSlots = 1
        self.priorityWeight = 1
        self.queue = "default"
        self.isSetup = false
        self.isTeardown = false
        self.onFailureFailDagRun = false
        self.isMapped = false
        self.skipsExecution = false
        self.skipsDownstream = false
        self.assets = []
    }
}

extension TaskNode {
    /// Whether a run has an instance of the task (`models/dagrun.py, verify_integrity`).
    func takesPart(in run: DagRun) -> Bool {
        guard run.runType != .backfill, let date = run.logicalDate else { return true }
        return startDate.map { $0 <= date } ?? true && endDate.map { date <= $0 } ?? true
    }
}

/// How often and when a failed task is tried again.
public struct RetryPolicy: Hashable, Sendable {
    public var retries = 0
    /// In seconds.
    public var delay: Double = 300
    /// The factor from one delay to the next; 0 and 1 mean that the delay stays the same.
    public var exponentialBackoff: Double = 0
    /// In seconds.
    public var maxDelay: Double?

    public init() {}
}

/// A task group of a ``DagGraph``.
public struct TaskGroupNode: Hashable, Sendable {
    public var groupID: String
    public var label: String
    public var parentGroupID: String?
    public var isMapped: Bool
    public var expand: ExpandInput?
    /// Ids of tasks and groups, in order.
    public var children: [String]
    public var tooltip: String?

    public init(groupID: String, parent: String? = nil, expand: ExpandInput? = nil) {
        self.groupID = groupID
        self.label = groupID
        self.parentGroupID = parent
        self.isMapped = expand != nil
        self.expand = expand
        self.children = []
    }
}
