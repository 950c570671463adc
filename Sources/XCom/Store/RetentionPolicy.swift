/// Which DAG runs may go: those that each set field lets go.
public struct RetentionPolicy: Hashable, Sendable {
    /// Only runs of this DAG; `nil` for all DAGs.
    public var dagID: String?
    /// Runs that ended before, or that started before where they have not ended.
    public var endedBefore: Timestamp?
    /// All but so many runs of each DAG, those with the latest logical dates.
    public var keptRuns: Int?

    public init(dagID: String? = nil, endedBefore: Timestamp? = nil, keptRuns: Int? = nil) {
        self.dagID = dagID
        self.endedBefore = endedBefore
        self.keptRuns = keptRuns
    }
}

/// A DAG run, and what belongs to it.
public struct DagRunExtent: Hashable, Sendable {
    /// The run.
    public var key: DagRunKey
    /// Whether it succeeded or failed.
    public var hasEnded: Bool
    /// How many task instances.
    public var taskInstances: Int
    /// How many XComs.
    public var xcoms: Int
    /// The bytes of its XComs.
    public var bytes: Int

    public init(key: DagRunKey, hasEnded: Bool, taskInstances: Int, xcoms: Int, bytes: Int) {
        self.key = key
        self.hasEnded = hasEnded
        self.taskInstances = taskInstances
        self.xcoms = xcoms
        self.bytes = bytes
    }
}

/// What the deletion of a run came to.
public enum DagRunDeletion: Hashable, Sendable {
    case deleted
    /// Somebody has taken it up again, or deleted it.
    case left
}
