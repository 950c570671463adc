public import struct FoundationEssentials.UUID

/// Where runs live: DAG runs, task instances and what else the supervisor messages and the scheduler ask for.
///
/// Every change is committed when the call returns, or with the transaction around it.
public protocol RunStore: AnyObject {
    /// Runs `body` in one transaction: all of its changes, or none where it throws. Nested calls join the outermost.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result

    // MARK: DAGs

    func save(_ dag: DagRecord) throws
    func dag(id: String) throws -> DagRecord?
    /// Keeps what supervisor messages ask of a DAG's tasks: JSON that means something to the supervisor only.
    func saveStructure(_ structure: WireValue, dagID: String) throws
    func structure(dagID: String) throws -> WireValue?

    /// The ids of all DAGs that are known or have runs, sorted.
    func dagIDs() throws -> [String]

    // MARK: DAG runs

    /// - Throws: ``StoreError`` `dagRunAlreadyExists` where the DAG has a run of that id or logical date.
    func insert(_ run: DagRun) throws
    func dagRun(_ key: DagRunKey) throws -> DagRun?
    func dagRuns(_ filter: DagRunFilter) throws -> [DagRun]
    /// Changes a run that is there and gives back what it is then.
    @discardableResult
    func updateDagRun(_ key: DagRunKey, _ change: (inout DagRun) throws -> Void) throws -> DagRun
    /// Deletes a run with its task instances, XComs and all else that hangs on it.
    func deleteDagRun(_ key: DagRunKey) throws

    // MARK: Task instances

    func insert(_ taskInstances: [TaskInstance]) throws
    func taskInstance(_ key: TaskInstanceKey) throws -> TaskInstance?
    func taskInstance(id: UUID) throws -> TaskInstance?
    func taskInstances(_ filter: TaskInstanceFilter) throws -> [TaskInstance]
    /// The ids of the tasks that have instances in a run, sorted.
    func taskIDs(of run: DagRunKey) throws -> [String]
    func countTaskInstances(_ filter: TaskInstanceFilter) throws -> Int
    /// Changes a task instance that is there and gives back what it is then. Its map index may change (the unexpanded
    /// instance becomes the one with index 0). One that is not deferred any more loses its trigger, which is deleted.
    @discardableResult
    func updateTaskInstance(_ id: UUID, _ change: (inout TaskInstance) throws -> Void) throws -> TaskInstance
    func deleteTaskInstance(_ id: UUID) throws

    // MARK: What hangs on a task instance

    func taskMap(of key: TaskInstanceKey) throws -> TaskMap?
    func setRenderedFields(_ fields: WireValue, of key: TaskInstanceKey) throws
    func renderedFields(of key: TaskInstanceKey) throws -> WireValue?
    func insert(_ failure: TaskFailure) throws
    /// In the order of the tries.
    func failures(dagRun: DagRunKey) throws -> [TaskFailure]
    func insert(_ reschedule: TaskReschedule) throws
    /// In the order in which they were made.
    func reschedules(taskInstanceID: UUID) throws -> [TaskReschedule]
    func deleteReschedules(taskInstanceID: UUID) throws
    /// Stores a trigger and gives back its id. It goes when its task instance does, or is not deferred any more.
    func insert(_ trigger: Trigger) throws -> Int64
    func trigger(id: Int64) throws -> Trigger?

    /// Stores what a task asks a person, in place of what it asked before.
    func save(_ detail: HITLDetail) throws
    func hitlDetail(taskInstanceID: UUID) throws -> HITLDetail?

    // MARK: Variables and connections

    func variable(key: String) throws -> Variable?
    func save(_ variable: Variable) throws
    /// Gives back whether there was one.
    @discardableResult func deleteVariable(key: String) throws -> Bool
    func connection(id: String) throws -> Connection?
    func save(_ connection: Connection) throws

    // MARK: Assets

    /// Stores an asset, or what has changed of one.
    func save(_ asset: Asset) throws
    func asset(name: String) throws -> Asset?
    func asset(uri: String) throws -> Asset?
    /// Stores an event (its asset has to be there) and gives back its id.
    func insert(_ event: AssetEvent) throws -> Int64
    func assetEvents(_ filter: AssetEventFilter) throws -> [AssetEvent]
    /// Notes that a run was made for these events.
    func consume(eventIDs: [Int64], in run: DagRunKey) throws
    func consumedEvents(of run: DagRunKey) throws -> [AssetEvent]
    func runsConsuming(eventID: Int64) throws -> [DagRun]
}

/// A store of everything: what the supervisor answers from.
public typealias Store = XComStore & RunStore
