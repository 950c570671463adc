/// Which XComs are meant; an unset field is not looked at.
public struct XComFilter: Hashable, Sendable {
    /// Only of this DAG.
    public var dagID: String?
    /// Only of this run.
    public var runID: String?
    /// Only of this task.
    public var taskID: String?
    /// Only under this key.
    public var key: String?
    /// Only of this map index.
    public var mapIndex: Int?

    public init(
        dagID: String? = nil, runID: String? = nil, taskID: String? = nil, key: String? = nil, mapIndex: Int? = nil
    ) {
        self.dagID = dagID
        self.runID = runID
        self.taskID = taskID
        self.key = key
        self.mapIndex = mapIndex
    }
}

/// Which DAG runs are meant; an unset field is not looked at. The answer is in the order of the logical dates, then the
/// order in which the runs were made.
public struct DagRunFilter: Hashable, Sendable {
    /// Only of this DAG.
    public var dagID: String?
    /// Only of these runs.
    public var runIDs: [String]?
    /// Only with one of these logical dates.
    public var logicalDates: [Timestamp]?
    /// Only with a logical date before this one.
    public var logicalDateBefore: Timestamp?
    /// Only in one of these states.
    public var states: [DagRunState]?

    public init(
        dagID: String? = nil, runIDs: [String]? = nil, logicalDates: [Timestamp]? = nil,
        logicalDateBefore: Timestamp? = nil, states: [DagRunState]? = nil
    ) {
        self.dagID = dagID
        self.runIDs = runIDs
        self.logicalDates = logicalDates
        self.logicalDateBefore = logicalDateBefore
        self.states = states
    }
}

/// Which task instances are meant; an unset field is not looked at. The answer is in the order of run, task id and map
/// index.
public struct TaskInstanceFilter: Hashable, Sendable {
    /// Only of this DAG.
    public var dagID: String?
    /// Only of these runs.
    public var runIDs: [String]?
    /// Only of these tasks.
    public var taskIDs: [String]?
    /// Only of this map index.
    public var mapIndex: Int?
    /// Only with one of these logical dates.
    public var logicalDates: [Timestamp]?
    /// A member `nil` means: no state yet.
    public var states: [TaskInstanceState?]?

    public init(
        dagID: String? = nil, runIDs: [String]? = nil, taskIDs: [String]? = nil, mapIndex: Int? = nil,
        logicalDates: [Timestamp]? = nil, states: [TaskInstanceState?]? = nil
    ) {
        self.dagID = dagID
        self.runIDs = runIDs
        self.taskIDs = taskIDs
        self.mapIndex = mapIndex
        self.logicalDates = logicalDates
        self.states = states
    }
}

/// Which asset events are meant: those of an asset (by name, uri or both), or those that came through an alias.
public struct AssetEventFilter: Hashable, Sendable {
    /// Only of the asset with this name.
    public var name: String?
    /// Only of the asset with this URI.
    public var uri: String?
    /// Only of assets that this alias stood for.
    public var alias: String?
    /// Only from this task instance.
    public var source: TaskInstanceKey?
    /// Only at this moment or after it.
    public var after: Timestamp?
    /// Only at this moment or before it.
    public var before: Timestamp?
    /// No more than these.
    public var limit: Int?
    /// Whether the oldest come first.
    public var ascending: Bool

    public init(name: String? = nil, uri: String? = nil, alias: String? = nil) {
        self.name = name
        self.uri = uri
        self.alias = alias
        self.ascending = true
    }
}
