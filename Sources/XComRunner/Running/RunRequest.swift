public import XCom

/// One run of a DAG, as it is asked for.
public struct RunRequest: Sendable {
    /// The logical date of a run.
    public enum LogicalDate: Hashable, Sendable {
        /// The moment at which the run is made.
        case now
        /// A run without one.
        case none
        /// In ISO 8601; without an offset it is in `[core] default_timezone`.
        case at(String)
    }

    public var dagID: String
    /// `nil` for the id that Airflow would generate.
    public var runID: String?
    public var logicalDate: LogicalDate
    /// A JSON object; `nil` where none was given.
    public var conf: WireValue?

    public init(
        dagID: String, runID: String? = nil, logicalDate: LogicalDate = .now, conf: WireValue? = nil
    ) {
        self.dagID = dagID
        self.runID = runID
        self.logicalDate = logicalDate
        self.conf = conf
    }
}

/// How a run went.
public struct RunResult: Sendable {
    public var run: DagRun
    /// In the order of the graph's tasks and of the map indexes.
    public var taskInstances: [TaskInstance]
    /// In the order of the tries.
    public var failures: [TaskFailure]
    /// Where the run's task logs are.
    public var logFolder: String
    /// The signal that stopped the run, where one did: SIGINT, SIGTERM, SIGHUP.
    public var interruption: Int32?
    /// One sentence on how the run ended, where its tasks' states do not say it.
    public var reason: String?

    /// The log of a task instance's try.
    public func logPath(of taskInstance: TaskInstance) -> String {
        LogLayout.path(home: logHome, of: taskInstance.key, tryNumber: taskInstance.tryNumber)
    }

    var logHome: String
}

/// Is told how a run goes on. All calls come from the thread that called ``DagRunner/run(_:observer:)``.
public protocol RunObserver: AnyObject {
    /// The run was made, or taken up again (`isResumed`).
    func runStarted(_ run: DagRun, isResumed: Bool)
    /// An instance took a new state: queued when its process starts, then how the try ended.
    func taskInstanceChanged(_ key: TaskInstanceKey, state: TaskInstanceState, tryNumber: Int)
    /// Something that a person wants to know of, in a sentence.
    func noticed(_ message: String)
    /// Something may have changed: called at least once a second while the run goes on.
    func progressed(_ progress: RunProgress)
}

extension RunObserver {
    public func runStarted(_ run: DagRun, isResumed: Bool) {}
    public func taskInstanceChanged(_ key: TaskInstanceKey, state: TaskInstanceState, tryNumber: Int) {}
    public func noticed(_ message: String) {}
    public func progressed(_ progress: RunProgress) {}
}

/// Counts of task instances at one moment of a run.
public struct RunProgress: Hashable, Sendable {
    public var total: Int
    public var finished: Int
    public var running: Int
    public var failed: Int
    /// Seconds since the run was started.
    public var elapsed: Double
}
