internal import FoundationEssentials
internal import XCom
internal import XComSupervisor

/// What a run has in the store already, when it is taken up: nothing for a new one.
struct RunRecovery {
    var ids: [InstanceIndex: UUID] = [:]
    var instances: [InstanceIndex: ScheduledInstance] = [:]
    var facts: [InstanceIndex: InstanceFacts] = [:]
    /// What ran when the process was lost that executed the run, as it is now.
    var lost: [TaskInstance] = []
    /// How it was lost: with all that ran it.
    static let loss = ProcessLoss(
        .supervisor, TaskProblem(type: "ProcessLost", message: "the process of an earlier invocation is gone"))

    /// Reads the run. Instances that still run belong to a process that is gone, since nobody else executes the run: they
    /// are failed, or tried again. Those of tasks that the DAG does not have any more are removed.
    init(run: DagRun, index: GraphIndex, store: any Store, home: String) throws {
        let filter = TaskInstanceFilter(dagID: run.key.dagID, runIDs: [run.key.runID])
        for found in try store.taskInstances(filter) {
            guard let task = index.numbers[found.key.taskID] else {
                if found.state != .removed { try store.updateTaskInstance(found.id) { $0.state = .removed } }
                continue
            }
            let stored = try Self.recovered(found, store: store, home: home)
            if stored.state != found.state { lost.append(stored) }
            let key = InstanceIndex(task: task, mapIndex: stored.key.mapIndex)
            ids[key] = stored.id
            var instance = ScheduledInstance(
                state: stored.state, tryNumber: stored.tryNumber, maxTries: stored.maxTries)
            instance.endDate = stored.endDate
            instance.dueAt = try Self.due(stored, run: run, node: index.graph.tasks[task], store: store)
            instances[key] = instance
            if stored.state == .success {
                facts[key] = try Self.facts(of: stored.key, task: task, index: index, store: store)
            }
        }
    }

    private static func recovered(_ stored: TaskInstance, store: any Store, home: String) throws -> TaskInstance {
        guard stored.state == .running || stored.state == .restarting else { return stored }
        let loss = Self.loss.problem
        try Supervisor(store: store).processEnded(taskInstance: stored.id, type: loss.type, message: loss.message)
        TaskLog(LogLayout.path(home: home, of: stored.key, tryNumber: stored.tryNumber)).end(with: loss)
        return try store.taskInstance(id: stored.id) ?? stored
    }

    private static func due(
        _ stored: TaskInstance, run: DagRun, node: TaskNode, store: any Store
    ) throws -> Timestamp? {
        switch stored.state {
        case .upForRetry:
            let seconds =
                try store.retryDecision(of: stored.id)?.delay
                ?? node.retry.secondsToNextTry(
                    dagID: run.key.dagID, taskID: node.taskID, logicalDate: run.logicalDateText,
                    tryNumber: stored.tryNumber)
            return stored.endDate?.advanced(bySeconds: seconds)
        case .upForReschedule:
            return try store.reschedules(taskInstanceID: stored.id).last?.rescheduleDate
        default:
            return nil
        }
    }

    /// What a successful instance left that others are scheduled by.
    static func facts(
        of key: TaskInstanceKey, task: Int, index: GraphIndex, store: any Store
    ) throws -> InstanceFacts {
        var facts = InstanceFacts()
        if index.isExpansionSource[task] {
            facts.mapLength = try store.taskMap(of: key)?.length
            facts.hasReturnValue = try store.keys(of: key).contains(XComAddress.returnValueKey)
        }
        if index.graph.tasks[task].skipsDownstream, !index.downstream[task].isEmpty {
            let address = XComAddress(taskInstance: key, key: SkipDecision.key)
            facts.skip = try store.value(at: address, includePriorDates: false).flatMap(SkipDecision.init)
        }
        return facts
    }
}

extension SkipDecision {
    /// Reads the XCom; `nil` where it is something else.
    init?(_ value: WireValue) {
        guard let decision = try? JSONValue(value) else { return nil }
        followed = decision["followed"]
        skipped = decision["skipped"]
        if followed == nil, skipped == nil { return nil }
    }
}

/// What tasks with `depends_on_past` find in the run before.
///
/// Airflow: `ti_deps/deps/prev_dagrun_dep.py`.
struct PastRuns {
    /// The tasks whose condition does not hold.
    private(set) var blocked: Set<Int> = []
    /// The run before.
    private(set) var previous: DagRunKey?

    init(run: DagRun, graph: DagGraph, store: any Store) throws {
        let dependent = graph.tasks.indices.filter { graph.tasks[$0].dependsOnPast }
        guard !dependent.isEmpty, let date = run.logicalDate else { return }
        // The first run of a backfill depends on nothing.
        if run.runType == .backfill, try store.backfillOrdinal(of: run.key) == 1 { return }
        let earlier = try store.dagRuns(DagRunFilter(dagID: run.key.dagID, logicalDateBefore: date))
        // With catchup runs by hand do not count.
        let counting = earlier.filter { $0.logicalDate != nil && !(graph.catchup && $0.runType == .manual) }
        guard let previous = counting.last else { return }
        self.previous = previous.key
        let stored = try store.taskInstances(
            TaskInstanceFilter(dagID: previous.key.dagID, runIDs: [previous.key.runID]))
        let states = Dictionary(grouping: stored, by: \.key.taskID)
        func isUnsuccessful(_ taskID: String) -> Bool {
            states[taskID, default: []].contains { $0.state != .success && $0.state != .skipped }
        }
        for task in dependent {
            let node = graph.tasks[task]
            // The task was not there yet.
            if graph.catchup, let first = node.startDate, let last = previous.logicalDate, last < first { continue }
            if states[node.taskID] == nil {
                let isFirst = try earlier.allSatisfy { run in
                    let filter = TaskInstanceFilter(
                        dagID: run.key.dagID, runIDs: [run.key.runID], taskIDs: [node.taskID])
                    return try store.countTaskInstances(filter) == 0
                }
                if !(node.ignoreFirstDependsOnPast && isFirst) { blocked.insert(task) }
            } else if isUnsuccessful(node.taskID) {
                blocked.insert(task)
            } else if node.waitForDownstream, node.downstreamTaskIDs.contains(where: isUnsuccessful) {
                blocked.insert(task)
            }
        }
    }
}
