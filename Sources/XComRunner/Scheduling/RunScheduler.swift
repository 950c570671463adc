internal import XCom

/// The scheduling of one DAG run as a state machine: events in, actions out, nothing else touched.
///
/// It follows core's `DagRun.update_state`, `task_instance_scheduling_decisions` and `schedule_tis`, but looks only at the
/// tasks that an event can have an effect on.
struct RunScheduler {
    let index: GraphIndex
    let limits: SchedulerLimits
    let rules: SchedulingRules
    /// The run's `logicalDateText`.
    let logicalDate: String
    /// Tasks with `depends_on_past` whose condition on the run before does not hold.
    private(set) var blockedByPast: Set<Int>
    /// Whether the run before is under way, so that the condition may come to hold.
    private(set) var pastMayChange: Bool
    /// What other runs of the command take.
    var elsewhere = Occupancy() { didSet { outside = elsewhere + others } }
    /// What runs of other commands on the same store take.
    var others = Occupancy() { didSet { outside = elsewhere + others } }
    /// What all of these take.
    private(set) var outside = Occupancy()
    /// Instances whose processes wait for another run of the command.
    private(set) var waitingForRuns: Set<InstanceIndex> = []
    /// Tasks that the run has no instance of.
    let leftOut: Set<Int>

    var tasks: [TaskInstances]
    var facts: [InstanceIndex: InstanceFacts] = [:]
    var phases: Phases
    var unfinished: Int
    var dirty: DirtyTasks
    /// Whether the run has ended, or was stopped.
    private(set) var isOver = false
    var actions: [SchedulerAction] = []

    /// - `instances`: what the run has already; tasks without any get theirs by ``begin(now:)``.
    init(
        index: GraphIndex, limits: SchedulerLimits, rules: SchedulingRules, logicalDate: String = "None",
        blockedByPast: Set<Int> = [], pastMayChange: Bool = false, leftOut: Set<Int> = [],
        instances: [InstanceIndex: ScheduledInstance] = [:], facts: [InstanceIndex: InstanceFacts] = [:]
    ) {
        self.index = index
        self.limits = limits
        self.rules = rules
        self.logicalDate = logicalDate
        self.blockedByPast = blockedByPast
        self.pastMayChange = pastMayChange
        self.leftOut = leftOut
        self.facts = facts
        tasks = Array(repeating: TaskInstances(), count: index.graph.tasks.count)
        phases = Phases(weights: index.graph.tasks.map(\.priorityWeight))
        unfinished = 0
        dirty = DirtyTasks(count: index.graph.tasks.count)
        for (key, instance) in instances {
            tasks[key.task].insert(instance, at: key.mapIndex)
            if !(instance.state?.isFinished ?? false) { unfinished += 1 }
        }
        for (key, known) in facts where known.hasReturnValue && key.mapIndex >= 0 {
            tasks[key.task].returnValues += 1
        }
    }

    // MARK: Events

    /// The run starts, or goes on.
    mutating func begin(now: Timestamp) -> [SchedulerAction] {
        for task in tasks.indices where tasks[task].isEmpty && !leftOut.contains(task) {
            let maxTries = index.graph.tasks[task].retries
            var mapIndexes = [TaskInstanceKey.unmapped]
            if case .count(let count) = mapCount(of: task), count > 0 { mapIndexes = Array(0..<count) }
            for mapIndex in mapIndexes {
                tasks[task].insert(ScheduledInstance(maxTries: maxTries), at: mapIndex)
                unfinished += 1
                actions.append(.insert(InstanceIndex(task: task, mapIndex: mapIndex)))
            }
        }
        for task in tasks.indices {
            for mapIndex in tasks[task].mapIndexes { resume(InstanceIndex(task: task, mapIndex: mapIndex)) }
            dirty.insert(task)
        }
        return advance(now: now)
    }

    /// The process of an instance has ended, with a state recorded.
    mutating func ended(_ key: InstanceIndex, _ outcome: InstanceOutcome, now: Timestamp) -> [SchedulerAction] {
        phases[key] = .idle
        waitingForRuns.remove(key)
        guard let instance = self[key], !(instance.state?.isFinished ?? false) else { return advance(now: now) }
        note(outcome.facts, of: key)
        tasks[key.task].update(key.mapIndex) { $0.endDate = outcome.endDate }
        transition(key, to: outcome.state)
        guard !isOver else { return [] }
        switch outcome.state {
        case .upForRetry:
            let task = index.graph.tasks[key.task]
            let seconds =
                outcome.retryDelay
                ?? task.retry.secondsToNextTry(
                    dagID: index.graph.dagID, taskID: task.taskID, logicalDate: logicalDate,
                    tryNumber: instance.tryNumber)
            phases[key] = .waiting(until: outcome.endDate.advanced(bySeconds: seconds))
        case .upForReschedule:
            phases[key] = .waiting(until: outcome.rescheduleDate ?? now)
        case .deferred, .awaitingInput:
            phases[key] = .deferred
            actions.append(.startTrigger(key))
        case .failed where index.graph.failFast:
            stopAllBut(key)
        default:
            break
        }
        return advance(now: now)
    }

    /// The trigger of a deferred instance fired: it goes on with the same try.
    mutating func triggered(_ key: InstanceIndex, now: Timestamp) -> [SchedulerAction] {
        guard phases[key] == .deferred else { return [] }
        transition(key, to: .scheduled)
        phases[key] = .ready
        return advance(now: now)
    }

    /// The trigger of a deferred instance ended it.
    mutating func endedByTrigger(_ key: InstanceIndex, _ outcome: InstanceOutcome, now: Timestamp) -> [SchedulerAction]
    {
        phases[key] == .deferred ? ended(key, outcome, now: now) : []
    }

    /// Someone else recorded states: a branch or a short circuit that skipped what is downstream of it.
    mutating func changed(_ states: [InstanceIndex: TaskInstanceState], now: Timestamp) -> [SchedulerAction] {
        for (key, state) in states.sorted(by: { $0.key < $1.key }) {
            guard let instance = self[key], instance.state != state, phases[key] != .active else { continue }
            phases[key] = .idle
            transition(key, to: state)
        }
        return advance(now: now)
    }

    /// The moment that ``nextWake`` named has come.
    mutating func timePassed(now: Timestamp) -> [SchedulerAction] {
        for (key, due) in phases.waiting where due <= now {
            phases[key] = .idle
            dirty.insert(key.task)
        }
        return advance(now: now)
    }

    /// The process of an instance waits for another run of the command.
    mutating func waitsForRun(_ key: InstanceIndex, now: Timestamp) -> [SchedulerAction] {
        guard phases[key] == .active else { return [] }
        waitingForRuns.insert(key)
        return advance(now: now)
    }

    /// Other runs take less than before.
    mutating func roomChanged(now: Timestamp) -> [SchedulerAction] {
        phases.ready.isEmpty ? [] : advance(now: now)
    }

    /// The run before has gone on, or has ended.
    mutating func pastChanged(blocked: Set<Int>, mayChange: Bool, now: Timestamp) -> [SchedulerAction] {
        for task in blockedByPast.subtracting(blocked) { dirty.insert(task) }
        blockedByPast = blocked
        pastMayChange = mayChange
        return advance(now: now)
    }

    /// The run is stopped by a person: processes are ended, and nothing is decided any more. What has not begun stays as it
    /// is, for whoever takes the run up again.
    mutating func interrupted() -> [SchedulerAction] {
        guard !isOver else { return [] }
        isOver = true
        return phases.active.union(phases.deferred).sorted().map { .terminate($0) }
    }

    // MARK: Reading

    subscript(key: InstanceIndex) -> ScheduledInstance? {
        tasks.indices.contains(key.task) ? tasks[key.task][key.mapIndex] : nil
    }

    /// How many instances there are, and in which condition.
    var counts: (total: Int, finished: Int, running: Int, failed: Int, waiting: Int) {
        let total = tasks.reduce(0) { $0 + $1.count }
        let failed = tasks.reduce(0) { $0 + $1.count(of: .failed) + $1.count(of: .upstreamFailed) }
        return (total, total - unfinished, phases.active.count, failed, unfinished - phases.active.count)
    }

    /// When ``timePassed(now:)`` should be called.
    var nextWake: Timestamp? {
        phases.waiting.values.min()
    }

    // MARK: Steps

    private mutating func advance(now: Timestamp) -> [SchedulerAction] {
        defer { actions = [] }
        guard !isOver else { return actions }
        while let task = dirty.popFirst() { examine(task, now: now) }
        dispatchReady()
        if unfinished == 0 {
            isOver = true
            actions.append(finalAction())
        } else if phases.areIdle, !(pastMayChange && isBlockedByPast) {
            isOver = true
            actions.append(.end(.failed, .allTasksDeadlocked, firstBlocked()))
        }
        return actions
    }

    /// Takes up an instance that was there before the scheduler.
    private mutating func resume(_ key: InstanceIndex) {
        guard let instance = self[key] else { return }
        switch instance.state {
        case .scheduled, .queued, .restarting:
            phases[key] = .ready
        case .running:
            phases[key] = .active
        case .deferred, .awaitingInput:
            phases[key] = .deferred
            actions.append(.startTrigger(key))
        case .upForRetry, .upForReschedule:
            if let due = instance.dueAt { phases[key] = .waiting(until: due) }
        default:
            break
        }
    }

    private mutating func note(_ known: InstanceFacts, of key: InstanceIndex) {
        if known.hasReturnValue, key.mapIndex >= 0, !(facts[key]?.hasReturnValue ?? false) {
            tasks[key.task].returnValues += 1
        }
        if known != InstanceFacts() { facts[key] = known }
    }

    /// Core's `fail_fast`: a failed task stops all other tasks but teardowns.
    private mutating func stopAllBut(_ failed: InstanceIndex) {
        for task in tasks.indices where task != failed.task && !index.graph.tasks[task].isTeardown {
            for mapIndex in tasks[task].mapIndexes {
                let key = InstanceIndex(task: task, mapIndex: mapIndex)
                let state = self[key]?.state
                guard state != .success, state != .failed, state != .skipped else { continue }
                let isRunning = phases[key] == .active
                // The process of a deferred instance is its trigger's.
                if isRunning || phases[key] == .deferred { actions.append(.terminate(key)) }
                if !isRunning { phases[key] = .idle }
                record(key, isRunning ? .failed : .skipped)
            }
        }
    }

    /// Gives an instance a state and asks for it to be recorded.
    mutating func record(_ key: InstanceIndex, _ state: TaskInstanceState, tryNumber: Int? = nil) {
        let number = tryNumber ?? self[key]?.tryNumber ?? 0
        tasks[key.task].update(key.mapIndex) { $0.tryNumber = number }
        transition(key, to: state)
        actions.append(.set(key, state, tryNumber: number))
    }

    /// Gives an instance a state that is recorded already.
    private mutating func transition(_ key: InstanceIndex, to state: TaskInstanceState) {
        guard let instance = self[key] else { return }
        let wasFinished = instance.state?.isFinished ?? false
        tasks[key.task].setState(state, at: key.mapIndex)
        if wasFinished != state.isFinished { unfinished += wasFinished ? 1 : -1 }
        let isUnderWay = state == .scheduled || state == .queued || state == .running || state.isDeferred
        if !isUnderWay {
            for dependent in index.dependents[key.task] { dirty.insert(dependent) }
        }
        if state == .upForRetry || state == .upForReschedule { dirty.insert(key.task) }
    }

    /// Whether an instance would run but for the run before.
    private var isBlockedByPast: Bool {
        blockedByPast.contains { !tasks[$0].schedulableMapIndexes.isEmpty }
    }

    private func finalAction() -> SchedulerAction {
        let states = index.leaves.flatMap { tasks[$0].states }.filter { $0 != .removed }
        let failed = states.contains { $0 == .failed || $0 == .upstreamFailed }
        let relevant = lastEnded(failed ? .failed : .success)
        return failed ? .end(.failed, .taskFailure, relevant) : .end(.success, .success, relevant)
    }

    /// The instance in a state that ended last: the one that the DAG's callbacks are told of.
    private func lastEnded(_ state: TaskInstanceState) -> InstanceIndex? {
        var found: (key: InstanceIndex, end: Timestamp?)?
        for task in tasks.indices {
            for mapIndex in tasks[task].mapIndexes {
                guard let instance = tasks[task][mapIndex], instance.state == state else { continue }
                let end = instance.endDate
                if let found, (end?.microseconds ?? .min) <= (found.end?.microseconds ?? .min) { continue }
                found = (InstanceIndex(task: task, mapIndex: mapIndex), end)
            }
        }
        return found?.key
    }

    private func firstBlocked() -> InstanceIndex? {
        for task in tasks.indices where index.upstream[task].contains(where: { tasks[$0].hasFinished }) {
            for mapIndex in tasks[task].mapIndexes where !(tasks[task][mapIndex]?.state?.isFinished ?? false) {
                return InstanceIndex(task: task, mapIndex: mapIndex)
            }
        }
        return nil
    }
}
