package import XCom

/// One run of a DAG, as it is asked for.
package struct RunRequest: Hashable, Sendable {
    /// The logical date of a run.
    package enum LogicalDate: Hashable, Sendable {
        /// The moment at which the run is made.
        case now
        /// A run without one.
        case none
        /// In ISO 8601; without an offset it is in `[core] default_timezone`.
        case at(String)
        /// The run of the DAG's schedule that has this one, as Airflow's scheduler makes it.
        case scheduled(String)
    }

    /// What a run works on, both ends in ISO 8601; without an offset they are in `[core] default_timezone`.
    package struct DataInterval: Hashable, Sendable {
        package var start: String
        package var end: String

        package init(start: String, end: String) {
            self.start = start
            self.end = end
        }
    }

    package var dagID: String
    /// `nil` for the id that Airflow would generate.
    package var runID: String?
    package var logicalDate: LogicalDate
    /// `nil` for what the DAG's timetable says.
    package var dataInterval: DataInterval?
    /// A JSON object; `nil` where none was given.
    package var conf: WireValue?
    /// When the run may begin, as it says of itself; `nil` for the moment at which it is made.
    package var runAfter: Timestamp?
    /// When it began, as it says of itself; `nil` for that moment, too.
    package var startDate: Timestamp?
    /// Who makes it, as Airflow's `DagRunTriggeredByType` spells it; `nil` for what the kind of the run says.
    package var triggeredBy: String?
    /// What of the run is executed again where it has ended; without a ``runID`` it is the DAG's newest.
    package var repetition: Repetition?
    /// What ``repetition`` comes to.
    var cleared: ClearedInstances?
    /// Whether the DAG's run of the same logical date is deleted before.
    package var replacesRun = false
    /// Those that the runner has loaded the DAG files by.
    package var rules: AirflowRules

    package init(
        dagID: String, runID: String? = nil, logicalDate: LogicalDate = .now, dataInterval: DataInterval? = nil,
        conf: WireValue? = nil, rules: AirflowRules = .airflow3
    ) {
        self.dagID = dagID
        self.runID = runID
        self.logicalDate = logicalDate
        self.dataInterval = dataInterval
        self.conf = conf
        self.rules = rules
    }
}

/// How a run went.
package struct RunResult: Sendable {
    package var run: DagRun
    /// Whether the command was about it, and not about one that waits for it or has made it.
    package var isPlanned: Bool
    /// Whether a task has waited for it.
    package var isAwaited: Bool
    /// In the order of the graph's tasks and of the map indexes.
    package var taskInstances: [TaskInstance]
    /// In the order of the tries.
    package var failures: [TaskFailure]
    /// Where the run's task logs are.
    package var logFolder: String
    /// The signal that stopped the run, where one did: SIGINT, SIGTERM, SIGHUP.
    package var interruption: Int32?
    /// One sentence on how the run ended, where its tasks' states do not say it.
    package var reason: String?

    /// The log of a task instance's try.
    package func logPath(of taskInstance: TaskInstance) -> String {
        LogLayout.path(home: logHome, of: taskInstance.key, tryNumber: taskInstance.tryNumber)
    }

    var logHome: String
}

/// Is told how a run goes on. All calls come from the thread that called ``DagRunner/run(_:follows:observer:)``.
package protocol RunObserver: AnyObject {
    /// The run was made, or taken up again (`isResumed`).
    func runStarted(_ run: DagRun, isResumed: Bool)
    /// An instance took a new state: queued when its process starts, then how the try ended.
    func taskInstanceChanged(_ key: TaskInstanceKey, state: TaskInstanceState, tryNumber: Int)
    /// Something that a person wants to know of, in a sentence.
    func noticed(_ message: String)
    /// Something may have changed: called at least once a second while the run goes on. Who looks at it counts.
    func progressed(_ progress: () -> RunProgress)
    /// The run came to its end, or was stopped.
    func runEnded(_ run: DagRun)
    /// Where lines of a person come from; `nil` where none are waited for.
    var input: Int32? { get }
    /// There is something to read from ``input``.
    func inputCame()
}

/// How a command's runs went.
package struct RunResults: Sendable {
    /// In the order in which they ended.
    package var runs: [RunResult]
    /// Runs that tasks have made, or assets, and that nobody has executed.
    package var left: [DagRunKey]
    /// The signal that stopped the runs, where one did: SIGINT, SIGTERM, SIGHUP.
    package var interruption: Int32?
}

extension RunObserver {
    package func runStarted(_ run: DagRun, isResumed: Bool) {}
    package func taskInstanceChanged(_ key: TaskInstanceKey, state: TaskInstanceState, tryNumber: Int) {}
    package func noticed(_ message: String) {}
    package func progressed(_ progress: () -> RunProgress) {}
    package func runEnded(_ run: DagRun) {}
    package var input: Int32? { nil }
    package func inputCame() {}
}
