public import struct FoundationEssentials.UUID

/// A store whose changes can be made all or none. Every change is committed when the call returns, or with the transaction
/// around it.
public protocol TransactionalStore: AnyObject {
    /// Runs `body` in one transaction: all of its changes, or none where it throws. Nested calls join the outermost.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result
}

/// Where DAGs are known.
public protocol DagStore: TransactionalStore {
    /// Stores a DAG, in place of what was known of it.
    func save(_ dag: DagRecord) throws
    /// A DAG with its tags.
    func dag(id: String) throws -> DagRecord?
    /// Keeps what supervisor messages ask of a DAG's tasks: JSON that means something to the supervisor only.
    func saveStructure(_ structure: WireValue, dagID: String) throws
    /// What ``saveStructure(_:dagID:)`` has kept.
    func structure(dagID: String) throws -> WireValue?
    /// The ids of all DAGs that are known or have runs, sorted.
    func dagIDs() throws -> [String]
}

/// Where DAG runs live.
public protocol DagRunStore: TransactionalStore {
    /// - Throws: ``StoreError`` `dagRunAlreadyExists` where the DAG has a run of that id or logical date.
    func insert(_ run: DagRun) throws
    /// A run by its key.
    func dagRun(_ key: DagRunKey) throws -> DagRun?
    /// The runs that a filter lets through.
    func dagRuns(_ filter: DagRunFilter) throws -> [DagRun]
    /// Changes a run that is there and gives back what it is then.
    @discardableResult
    func updateDagRun(_ key: DagRunKey, _ change: (inout DagRun) throws -> Void) throws -> DagRun
    /// Deletes a run with its task instances, XComs and all else that hangs on it.
    func deleteDagRun(_ key: DagRunKey) throws
}

/// Where backfills live.
public protocol BackfillStore: TransactionalStore {
    /// Stores a backfill and gives back its id.
    func insert(_ backfill: Backfill) throws -> Int64
    /// Adds a date to a backfill; its run, if it has one, is there.
    func insert(_ run: BackfillRun, backfillID: Int64) throws
    /// The dates of a backfill, in its order.
    func backfillRuns(backfillID: Int64) throws -> [BackfillRun]
    /// The backfills of a DAG, or of all, in the order in which they were made.
    func backfills(dagID: String?) throws -> [Backfill]
    /// Notes that the runs of a backfill have ended.
    func completeBackfill(id: Int64, at date: Timestamp) throws
    /// A run's place in the newest backfill that it belongs to.
    func backfillOrdinal(of run: DagRunKey) throws -> Int?
}

extension BackfillStore where Self: DagRunStore {
    /// The dates of a backfill that is stored, in its order, each with its run as it is now; `nil` where the date was left
    /// out, or its run was deleted.
    public func dates(of backfill: Backfill) throws -> [(date: BackfillRun, run: DagRun?)] {
        guard let id = backfill.id else { return [] }
        return try backfillRuns(backfillID: id).map { date in
            (date, try date.runID.flatMap { try dagRun(DagRunKey(dagID: backfill.dagID, runID: $0)) })
        }
    }
}

extension BackfillStore {
    /// The newest backfill of a DAG that is not completed.
    public func activeBackfill(dagID: String) throws -> Backfill? {
        try backfills(dagID: dagID).last { $0.completedAt == nil }
    }
}

/// Where task instances live.
public protocol TaskInstanceStore: TransactionalStore {
    /// Stores new task instances, whose run is there.
    func insert(_ taskInstances: [TaskInstance]) throws
    /// A task instance by its key.
    func taskInstance(_ key: TaskInstanceKey) throws -> TaskInstance?
    /// A task instance by its id.
    func taskInstance(id: UUID) throws -> TaskInstance?
    /// The task instances that a filter lets through.
    func taskInstances(_ filter: TaskInstanceFilter) throws -> [TaskInstance]
    /// The ids of the tasks that have instances in a run, sorted.
    func taskIDs(of run: DagRunKey) throws -> [String]
    /// How many task instances a filter lets through.
    func countTaskInstances(_ filter: TaskInstanceFilter) throws -> Int
    /// Changes a task instance that is there and gives back what it is then. Its map index may change (the unexpanded
    /// instance becomes the one with index 0). One that is not deferred any more loses its trigger, which is deleted.
    @discardableResult
    func updateTaskInstance(_ id: UUID, _ change: (inout TaskInstance) throws -> Void) throws -> TaskInstance
    /// Deletes a task instance with what hangs on it.
    func deleteTaskInstance(_ id: UUID) throws
}

/// What is recorded of a task instance.
public protocol TaskRecordStore: TransactionalStore {
    /// The length of what a task instance has returned, for mapped downstreams.
    func taskMap(of key: TaskInstanceKey) throws -> TaskMap?
    /// Stores the rendered template fields of a task instance: a JSON object.
    func setRenderedFields(_ fields: WireValue, of key: TaskInstanceKey) throws
    /// The rendered template fields of a task instance.
    func renderedFields(of key: TaskInstanceKey) throws -> WireValue?
    /// Records how a try has failed.
    func insert(_ failure: TaskFailure) throws
    /// How tries of a run's tasks have failed, in the order of the tries.
    func failures(dagRun: DagRunKey) throws -> [TaskFailure]
}

/// What task instances wait for.
public protocol DeferralStore: TransactionalStore {
    /// Records that a sensor is to look again later.
    func insert(_ reschedule: TaskReschedule) throws
    /// In the order in which they were made.
    func reschedules(taskInstanceID: UUID) throws -> [TaskReschedule]
    /// Forgets the reschedules of a task instance.
    func deleteReschedules(taskInstanceID: UUID) throws
    /// Stores a trigger and gives back its id. It goes when its task instance does, or is not deferred any more.
    func insert(_ trigger: TriggerRecord) throws -> Int64
    /// A trigger by its id.
    func trigger(id: Int64) throws -> TriggerRecord?
    /// Stores what a task asks a person, in place of what it asked before.
    func save(_ detail: HITLDetail) throws
    /// What a task asks a person.
    func hitlDetail(taskInstanceID: UUID) throws -> HITLDetail?
    /// What the task instances that a filter lets through ask a person, in the order in which they asked.
    func hitlDetails(_ filter: TaskInstanceFilter) throws -> [HITLDetail]
}

/// What retry policies have decided.
public protocol RetryDecisionStore: TransactionalStore {
    /// Keeps what a policy says of the next try of a task instance; `nil` forgets what it said before.
    func setRetryDecision(_ decision: RetryDecision?, of taskInstanceID: UUID) throws
    /// What a policy says of the next try.
    func retryDecision(of taskInstanceID: UUID) throws -> RetryDecision?
}

/// Where tasks and assets keep what they want to find again: rows of Airflow's `task_state_store` and `asset_state_store`.
public protocol StateStore: TransactionalStore {
    /// What a task instance has kept under a key; all its tries share it.
    func state(of taskInstance: TaskInstanceKey, key: String) throws -> WireValue?
    /// Keeps a value, in place of one that is there; whoever cleans up may delete it after `expiresAt`.
    func setState(_ value: WireValue, of taskInstance: TaskInstanceKey, key: String, expiresAt: Timestamp?) throws
    /// Deletes a value; what is not there is no error.
    func deleteState(of taskInstance: TaskInstanceKey, key: String) throws
    /// Deletes all values of a task instance.
    func clearState(of taskInstance: TaskInstanceKey) throws
    /// What is kept for an asset under a key; all runs share it.
    func state(of asset: AssetKey, key: String) throws -> WireValue?
    /// Keeps a value for an asset that is there.
    ///
    /// - `writer`: the task instance that keeps it; `nil` for another.
    func setState(_ value: WireValue, of asset: AssetKey, key: String, writer: TaskInstanceKey?) throws
    /// Deletes a value; what is not there is no error.
    func deleteState(of asset: AssetKey, key: String) throws
    /// Deletes all values of an asset.
    func clearState(of asset: AssetKey) throws
}

/// Where variables live.
public protocol VariableStore: TransactionalStore {
    /// A variable by its key.
    func variable(key: String) throws -> VariableRecord?
    /// Stores a variable, in place of one of its key.
    func save(_ variable: VariableRecord) throws
    /// Gives back whether there was one.
    @discardableResult func deleteVariable(key: String) throws -> Bool
    /// The keys that begin with a text, sorted.
    func variableKeys(prefix: String) throws -> [String]
    /// All variables, in the order of their keys.
    func variables() throws -> [VariableRecord]
}

/// Where connections to other systems live.
public protocol ConnectionStore: TransactionalStore {
    /// A connection by its id.
    func connection(id: String) throws -> ConnectionRecord?
    /// Stores a connection, in place of one of its id.
    func save(_ connection: ConnectionRecord) throws
    /// Gives back whether there was one.
    @discardableResult func deleteConnection(id: String) throws -> Bool
    /// All connections without their secrets, in the order of their ids.
    func connectionTypes() throws -> [(connID: String, connType: String)]
    /// All connections, in the order of their ids.
    func connections() throws -> [ConnectionRecord]
}

/// Where pools live.
public protocol PoolStore: TransactionalStore {
    /// All pools that somebody has made, in the order of their names.
    func pools() throws -> [PoolRecord]
    /// Stores a pool, in place of one of its name.
    func save(_ pool: PoolRecord) throws
    /// Gives back whether there was one.
    @discardableResult func deletePool(name: String) throws -> Bool
}

/// Where assets and their events live.
public protocol AssetStore: TransactionalStore {
    /// Stores an asset, or what has changed of one.
    func save(_ asset: AssetRecord) throws
    /// The newest asset of a name.
    func asset(name: String) throws -> AssetRecord?
    /// The newest asset of a URI.
    func asset(uri: String) throws -> AssetRecord?
    /// The assets that events of an alias were of.
    func assets(alias: String) throws -> [AssetRecord]
    /// Stores an event (its asset has to be there) and gives back its id.
    func insert(_ event: AssetEvent) throws -> Int64
    /// The events that a filter lets through.
    func assetEvents(_ filter: AssetEventFilter) throws -> [AssetEvent]
    /// Notes that a run was made for these events.
    func consume(eventIDs: [Int64], in run: DagRunKey) throws
    /// The events that a run was made for.
    func consumedEvents(of run: DagRunKey) throws -> [AssetEvent]
    /// Notes that an asset has changed, for a DAG that it schedules; one that is noted already stays as it is.
    func queue(_ asset: AssetKey, for dagID: String, at date: Timestamp) throws
    /// The assets that have changed for a DAG, with when they were noted.
    func queuedAssets(for dagID: String) throws -> [AssetKey: Timestamp]
    /// Forgets what was noted for a DAG.
    func clearQueuedAssets(for dagID: String) throws
    /// The runs that were made for an event.
    func runsConsuming(eventID: Int64) throws -> [DagRun]
}

/// Where runs wait for partitions of assets.
public protocol PartitionStore: TransactionalStore {
    /// The partitions of a DAG that have no run yet, the oldest first.
    func pendingPartitions(of dagID: String) throws -> [PendingPartition]
    /// Stores a partition, without what belongs to it, and gives back its id.
    func insert(_ partition: PendingPartition) throws -> Int64
    /// Changes the date of a partition.
    func setDate(_ date: Timestamp?, ofPartition id: Int64) throws
    /// Notes that an event with a partition key, which is stored, belongs to a partition.
    func log(_ event: AssetEvent, inPartition id: Int64) throws
    /// Notes that a partition has its run.
    func close(partition id: Int64, with run: DagRunKey) throws
    /// Forgets a partition, and what was noted for it.
    func deletePartition(id: Int64) throws
}
