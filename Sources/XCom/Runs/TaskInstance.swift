public import struct FoundationEssentials.UUID

/// One task of one run: a row of Airflow's `task_instance` table.
public struct TaskInstance: Hashable, Sendable {
    /// Airflow's `task_instance.id`: a version 7 UUID.
    public var id: UUID
    /// Which it is.
    public var key: TaskInstanceKey
    /// Where it stands; `nil` for one that was not scheduled yet.
    public var state: TaskInstanceState?
    /// 0 before the first try.
    public var tryNumber: Int
    /// The task's retries when the task instance was made.
    public var maxTries: Int
    /// When it started; `nil` before that.
    public var startDate: Timestamp?
    /// When it ended; `nil` before that.
    public var endDate: Timestamp?
    /// When it was queued.
    public var queuedAt: Timestamp?
    /// When it was scheduled.
    public var scheduledAt: Timestamp?
    /// The machine that it ran on.
    public var hostname: String
    /// The process that it ran in.
    public var pid: Int?
    /// The pool whose slots it takes.
    public var pool: String
    /// How many slots it takes.
    public var poolSlots: Int
    /// The queue.
    public var queue: String
    /// What is greater goes first.
    public var priorityWeight: Int
    /// The operator's class name.
    public var operatorName: String
    /// What `map_index_template` gave.
    public var renderedMapIndex: String?
    /// The task's display name; the task id where it has none.
    public var displayName: String
    /// The row of `trigger` that a deferred instance waits for.
    public var triggerID: Int64?
    /// When waiting for the trigger is a failure.
    public var triggerTimeout: Timestamp?
    /// The method that a resumed instance goes on with; with it `nextKwargs`, a JSON object in serde's wire form.
    public var nextMethod: String?
    /// The arguments of the method that goes on after the trigger.
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
