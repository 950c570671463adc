/// What the runs of a store take of what all of them share: slots of pools, and instances of tasks with a limit over all runs.
public protocol SharedSlotStore: AnyObject {
    /// Has this process known as one that executes runs, as long as it keeps the answer.
    ///
    /// - Throws: ``StoreError``.
    func attend() throws -> any Attendance

    /// What is taken by runs that other processes execute now. What a process has left that was killed counts for nothing.
    ///
    /// - `runs`: those that this process executes.
    /// - Throws: ``StoreError``.
    func slotsTaken(butNotBy runs: Set<DagRunKey>) throws -> [TakenSlots]
}

/// One process among those that execute runs of a store.
public protocol Attendance: AnyObject {
    /// Whether no other process does. Asked in a transaction, the answer holds to its end: whoever comes meanwhile sees what the
    /// transaction has written.
    var isAlone: Bool { get }
}

/// Instances of one task of a run, in one state, that take something.
public struct TakenSlots: Hashable, Sendable {
    public var dagID: String
    public var taskID: String
    public var pool: String
    /// One of those in which an instance has, or may have, a slot: queued, running, deferred, awaiting input.
    public var state: TaskInstanceState
    /// How many there are.
    public var instances: Int
    /// How many slots they have together.
    public var slots: Int

    public init(
        dagID: String, taskID: String, pool: String, state: TaskInstanceState, instances: Int, slots: Int
    ) {
        self.dagID = dagID
        self.taskID = taskID
        self.pool = pool
        self.state = state
        self.instances = instances
        self.slots = slots
    }
}
