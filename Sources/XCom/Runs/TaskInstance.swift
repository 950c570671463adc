public import struct FoundationEssentials.UUID

/// One task of one run: a row of Airflow's `task_instance` table.
public struct TaskInstance: Hashable, Sendable {
    /// Airflow's `task_instance.id`: a version 7 UUID.
    public var id: UUID
    public var key: TaskInstanceKey
    public var state: TaskInstanceState?
    /// 0 before the first try.
    public var tryNumber: Int
    /// The task's retries when the task instance was made.
    public var maxTries: Int
    public var startDate: Timestamp?
    public var endDate: Timestamp?
    public var queuedAt: Timestamp?
    public var scheduledAt: Timestamp?
    public var hostname: String
    public var pid: Int?
    public var pool: String
    public var poolSlots: Int
    public var queue: String
    public var priorityWeight: Int
    /// The operator's class name.
    public var operatorName: String
    public var renderedMapIndex: String?
    /// The task's display name; the task id where it has none.
    public var displayName: String
    /// The row of `trigger` that a deferred instance waits for.
    public var triggerID: Int64?
    public var triggerTimeout: Timestamp?
    /// The method that a resumed instance goes on with; with it `nextKwargs`, a JSON object in serde's wire form.
    public var nextMethod: String?
    public var nextKwargs: WireValue?

    public init(id: UUID, key: TaskInstanceKey, operatorName: String, maxTries: Int = 0) {
        self.id = id
        self.key = key
        self.tryNumber = 0
        self.maxTries = maxTries
        self.hostname = ""
        self.pool = "default_pool"
        self.poolSlots = 1
        self.queue = "default"
        self.priorityWeight = 1
        self.operatorName = operatorName
        self.displayName = key.taskID
    }

    /// Seconds from start to end, where both are known.
    public var duration: Double? {
        guard let startDate, let endDate else { return nil }
        return endDate.seconds(since: startDate)
    }
}
