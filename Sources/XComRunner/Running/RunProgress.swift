package import XCom

/// How the runs of a command stand at one moment.
package struct RunProgress: Hashable, Sendable {
    /// Counts of task instances.
    package var total = 0
    package var finished = 0
    package var running = 0
    package var failed = 0
    /// Seconds since the first run was started.
    package var elapsed = 0.0
    /// The tasks of which something is under way, by run, in the order of the graph.
    package var tasks: [TaskProgress] = []

    static func + (a: RunProgress, b: RunProgress) -> RunProgress {
        RunProgress(
            total: a.total + b.total, finished: a.finished + b.finished, running: a.running + b.running,
            failed: a.failed + b.failed, elapsed: max(a.elapsed, b.elapsed), tasks: a.tasks + b.tasks)
    }
}

/// How a task of a run stands.
package struct TaskProgress: Hashable, Sendable {
    /// Without a map index where the task is mapped.
    package var key: TaskInstanceKey
    package var isMapped: Bool
    /// Counts of its instances.
    package var total: Int
    package var finished: Int
    package var running: Int
    package var failed: Int
    /// What the instance waits for that goes on first.
    package var wait: Wait?

    package struct Wait: Hashable, Sendable {
        package var key: TaskInstanceKey
        package var reason: Reason
        /// How many others of the task wait.
        package var others: Int
    }

    package enum Reason: Hashable, Sendable {
        /// It has failed, and is tried again, for the so-manieth time of so many.
        case retry(Int, of: Int, at: Timestamp)
        /// A sensor that has given back its slot looks again.
        case poke(at: Timestamp)
        /// Its trigger has to fire.
        case trigger
        /// It is running, and asks again and again how a run stands, named by its id or its logical date; without a state
        /// where there is none yet.
        case run(dagID: String, runID: String?, logicalDate: Timestamp?, state: DagRunState?)
    }
}
