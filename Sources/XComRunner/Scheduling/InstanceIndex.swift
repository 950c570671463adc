internal import XCom

/// A task instance inside one run: the number of its task in the graph, and its map index.
package struct InstanceIndex: Hashable, Sendable, Comparable {
    package var task: Int
    package var mapIndex: Int

    package init(task: Int, mapIndex: Int = TaskInstanceKey.unmapped) {
        self.task = task
        self.mapIndex = mapIndex
    }

    package static func < (a: InstanceIndex, b: InstanceIndex) -> Bool {
        (a.task, a.mapIndex) < (b.task, b.mapIndex)
    }
}

/// What the scheduler knows of one task instance.
struct ScheduledInstance: Equatable {
    var state: TaskInstanceState?
    var tryNumber: Int
    var maxTries: Int
    /// When the retry or the reschedule is due that a run which is taken up goes on with.
    var dueAt: Timestamp?
    var endDate: Timestamp?

    init(state: TaskInstanceState? = nil, tryNumber: Int = 0, maxTries: Int = 0) {
        self.state = state
        self.tryNumber = tryNumber
        self.maxTries = maxTries
    }

    /// Whether the scheduler may give the instance a (new) try.
    var isSchedulable: Bool {
        state == nil || state == .upForRetry || state == .upForReschedule
    }
}

/// What an instance left in the store that scheduling depends on.
struct InstanceFacts: Equatable, Sendable {
    /// The length of its return value, where it was recorded for mapped downstreams.
    var mapLength: Int?
    var hasReturnValue = false
    /// What a branch or a short circuit left for instances that are made, or tried, later.
    var skip: SkipDecision?
}

/// The XCom `skipmixin_key` as it is stored.
///
/// Airflow's scheduler reads the row itself and asks no XCom backend (`ti_deps/deps/not_previously_skipped_dep.py`,
/// `models/xcom.py`): where a backend stores something else, it finds no decision in it. What is skipped at once comes by the
/// message `SkipDownstreamTasks`.
struct SkipDecision: Equatable, Sendable {
    static let key = "skipmixin_key"

    var followed: JSONValue?
    var skipped: JSONValue?

    func skips(_ taskID: String) -> Bool {
        if let followed, Self.contains(followed, taskID) == false { return true }
        return skipped.flatMap { Self.contains($0, taskID) } ?? false
    }

    /// Python's `in`; `nil` where that is a TypeError, which would end Airflow's scheduler.
    private static func contains(_ value: JSONValue, _ taskID: String) -> Bool? {
        switch value {
        case .array(let items): items.contains(.string(taskID))
        case .object(let members): members[taskID] != nil
        case .string(let text): text.contains(taskID)
        default: nil
        }
    }
}

/// How the process of an instance ended.
struct InstanceOutcome: Equatable, Sendable {
    var state: TaskInstanceState
    var endDate: Timestamp
    /// When a rescheduled instance is due.
    var rescheduleDate: Timestamp?
    /// Seconds to the next try, where a policy of the task says them.
    var retryDelay: Double?
    var facts = InstanceFacts()
}
