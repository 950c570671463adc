/// Which XComs are meant; an unset field is not looked at.
public struct XComFilter: Hashable, Sendable {
    public var dagID: String?
    public var runID: String?
    public var taskID: String?
    public var key: String?
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
    public var dagID: String?
    public var runIDs: [String]?
    public var logicalDates: [Timestamp]?
    public var logicalDateBefore: Timestamp?
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
    public var dagID: String?
    public var runIDs: [String]?
    public var taskIDs: [String]?
    public var mapIndex: Int?
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
    public var name: String?
    public var uri: String?
    public var alias: String?
    public var after: Timestamp?
    public var before: Timestamp?
    public var limit: Int?
    public var ascending: Bool

    public init(name: String? = nil, uri: String? = nil, alias: String? = nil) {
        self.name = name
        self.uri = uri
        self.alias = alias
        self.ascending = true
    }
}
