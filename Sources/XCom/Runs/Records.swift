public import struct FoundationEssentials.UUID

/// What a mapped downstream needs of a value: a row of Airflow's `task_map` table.
public struct TaskMap: Hashable, Sendable {
    /// How many instances it gives.
    public var length: Int
    /// The keys of a dict in its order; `nil` for a list.
    public var keys: [String]?

    /// No value that is mapped over is longer: a task instance is made for each of its items.
    public static let longest = 1_000_000

    public init(length: Int, keys: [String]? = nil) {
        self.length = length
        self.keys = keys
    }
}

/// How one try of a task instance failed. Airflow keeps this only in log files.
public struct TaskFailure: Hashable, Sendable {
    /// The task instance.
    public var taskInstance: TaskInstanceKey
    /// The try, counted from 1.
    public var tryNumber: Int
    /// The full name of the exception's type (`builtins.ValueError`), or a word for how the process ended.
    public var type: String
    /// The text of the exception.
    public var message: String
    /// When it failed.
    public var timestamp: Timestamp

    public init(taskInstance: TaskInstanceKey, tryNumber: Int, type: String, message: String, timestamp: Timestamp) {
        self.taskInstance = taskInstance
        self.tryNumber = tryNumber
        self.type = type
        self.message = message
        self.timestamp = timestamp
    }
}

/// What a task's retry policy says of the next try: columns of Airflow's `task_instance`.
public struct RetryDecision: Hashable, Sendable {
    /// Seconds from the end of the failed try to the next, in place of the task's own delay.
    public var delay: Double?
    /// Why.
    public var reason: String?

    public init(delay: Double? = nil, reason: String? = nil) {
        self.delay = delay
        self.reason = reason
    }
}

/// A row of Airflow's `task_reschedule` table.
public struct TaskReschedule: Hashable, Sendable {
    /// The task instance that is started again.
    public var taskInstanceID: UUID
    /// When it started this time.
    public var startDate: Timestamp
    /// When it ended this time.
    public var endDate: Timestamp
    /// When it is to start again.
    public var rescheduleDate: Timestamp

    public init(taskInstanceID: UUID, startDate: Timestamp, endDate: Timestamp, rescheduleDate: Timestamp) {
        self.taskInstanceID = taskInstanceID
        self.startDate = startDate
        self.endDate = endDate
        self.rescheduleDate = rescheduleDate
    }
}

/// What a deferred task instance waits for: a row of Airflow's `trigger` table.
public struct TriggerRecord: Hashable, Sendable {
    /// `nil` before it is stored.
    public var id: Int64?
    /// The trigger's class, as `module.Class`.
    public var classpath: String
    /// Arguments of the trigger's class: a JSON object in serde's wire form.
    public var kwargs: WireValue
    /// When it was made.
    public var createdDate: Timestamp

    public init(id: Int64? = nil, classpath: String, kwargs: WireValue, createdDate: Timestamp) {
        self.id = id
        self.classpath = classpath
        self.kwargs = kwargs
        self.createdDate = createdDate
    }
}

/// A row of Airflow's `variable` table.
public struct VariableRecord: Hashable, Codable, Sendable {
    /// The name of the variable.
    public var key: String
    /// Its text, in clear.
    public var value: String
    /// What it is for.
    public var description: String?

    public init(key: String, value: String, description: String? = nil) {
        self.key = key
        self.value = value
        self.description = description
    }
}

/// A row of Airflow's `connection` table.
public struct ConnectionRecord: Hashable, Codable, Sendable {
    /// The name of the connection.
    public var connID: String
    /// The type, which names the hook.
    public var connType: String
    /// What it is for.
    public var description: String?
    /// The host.
    public var host: String?
    /// The schema, or the name of the database.
    public var schema: String?
    /// The user.
    public var login: String?
    /// The password, in clear.
    public var password: String?
    /// The port.
    public var port: Int?
    /// JSON text.
    public var extra: String?

    public init(connID: String, connType: String) {
        self.connID = connID
        self.connType = connType
    }
}

/// How many slots tasks may take together: a row of Airflow's `slot_pool` table.
public struct PoolRecord: Hashable, Codable, Sendable {
    /// The name of the pool.
    public var pool: String
    /// How many slots it has; ``unlimited`` for as many as are wanted.
    public var slots: Int
    /// What it is for.
    public var description: String?
    /// Whether deferred task instances keep their slots.
    public var includesDeferred: Bool

    public init(pool: String, slots: Int, description: String? = nil, includesDeferred: Bool = false) {
        self.pool = pool
        self.slots = slots
        self.description = description
        self.includesDeferred = includesDeferred
    }

    /// The number of slots of a pool without a limit.
    public static let unlimited = -1
    /// The pool of tasks that name none. It is there always.
    public static let defaultName = "default_pool"
}

/// What is known of a DAG: a row of Airflow's `dag` table, and its tags.
public struct DagRecord: Hashable, Sendable {
    /// The DAG's id.
    public var dagID: String
    /// Whether its schedule is switched off.
    public var isPaused: Bool
    /// The DAG file.
    public var fileloc: String?
    /// The DAG file, from the folder of its bundle.
    public var relativeFileloc: String?
    /// Who its tasks belong to, separated by commas.
    public var owners: String?
    /// Its tags.
    public var tags: [String]

    public init(dagID: String) {
        self.dagID = dagID
        self.isPaused = false
        self.tags = []
    }
}
