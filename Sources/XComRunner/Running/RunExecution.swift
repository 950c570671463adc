internal import FoundationEssentials
internal import XCom
internal import XComSupervisor

/// One run while it is executed: its state machine, and the task instances in the store that it stands for.
///
/// It writes to the store what the state machine decides, and tells its runner which processes to start and to end.
final class RunExecution {
    /// What the runner is to do.
    enum Request {
        case start(Order, InstanceIndex?)
        case notify(ListenerCall)
        case terminate(DagRunKey, InstanceIndex)
    }

    let key: DagRunKey
    let graph: DagGraph
    let index: GraphIndex
    let store: any Store
    let home: String
    let release: AirflowRelease
    /// Whether what Airflow's DAG processor calls is called: not in a program's own process, as in a `dag.test()`.
    let callsBack: Bool
    private(set) weak var observer: (any RunObserver)?
    private let bundles: BundleTasks
    private(set) var scheduler: RunScheduler
    private var ids: [InstanceIndex: UUID] = [:]
    let started = Timestamp.now()
    let run: DagRun
    /// What ran when the process was lost that executed the run before, as it is now.
    let lost: [TaskInstance]
    /// Whether another run goes on, or is about to, in the same command.
    private let isUnderWay: (DagRunKey) -> Bool
    /// What runs of other commands take now; `nil` where there are none.
    private let takenByOthers: () throws -> [TakenSlots]?
    /// Why instances were stopped.
    private var stops: [InstanceIndex: TaskProblem] = [:]
    private(set) var wasInterrupted = false
    private(set) var end: (state: DagRunState, reason: EndReason)?

    init(
        run: DagRun, graph: DagGraph, limits: SchedulerLimits, release: AirflowRelease, store: any Store,
        home: String, observer: (any RunObserver)?, bundles: BundleTasks = BundleTasks(), callsBack: Bool = true,
        isUnderWay: @escaping (DagRunKey) -> Bool = { _ in false },
        takenByOthers: @escaping () throws -> [TakenSlots]? = { nil }
    ) throws {
        key = run.key
        self.run = run
        self.isUnderWay = isUnderWay
        self.takenByOthers = takenByOthers
        self.graph = graph
        self.store = store
        self.home = home
        self.release = release
        self.callsBack = callsBack
        self.observer = observer
        self.bundles = bundles
        let index = GraphIndex(graph)
        self.index = index
        let recovery = try RunRecovery(run: run, index: index, store: store, home: home)
        ids = recovery.ids
        lost = recovery.lost
        let past = try PastRuns(run: run, graph: graph, store: store)
        scheduler = RunScheduler(
            index: index, limits: limits, rules: release.scheduling, logicalDate: run.logicalDateText,
            blockedByPast: past.blocked, pastMayChange: past.previous.map(isUnderWay) ?? false,
            leftOut: Set(graph.tasks.indices.filter { !graph.tasks[$0].takesPart(in: run) }),
            instances: recovery.instances, facts: recovery.facts)
    }

    /// Whether the run has ended, or was stopped.
    var isOver: Bool { end != nil || wasInterrupted }
    var nextWake: Timestamp? { isOver ? nil : scheduler.nextWake }

    func begin() throws -> [Request] {
        let aboutLost = try lost.flatMap { try tell(of: RunRecovery.loss, of: $0) }
        return try aboutLost + carryOut(scheduler.begin(now: .now()))
    }

    func timePassed() throws -> [Request] {
        try carryOut(scheduler.timePassed(now: .now()))
    }

    // MARK: Beside other runs

    /// Whether the run before decides what may run in this one.
    var dependsOnPast: Bool { !scheduler.blockedByPast.isEmpty }
    var occupancy: Occupancy { scheduler.occupancy }

    /// The other runs of the command take this.
    func share(_ elsewhere: Occupancy) throws -> [Request] {
        guard scheduler.elsewhere != elsewhere else { return [] }
        scheduler.elsewhere = elsewhere
        return try carryOut(scheduler.roomChanged(now: .now()))
    }

    /// Whether something could begin but for a limit.
    var hasReady: Bool { !isOver && !scheduler.phases.ready.isEmpty }

    /// Looks again at what runs of other commands take, where something waits for room.
    ///
    /// - Returns: What is to be done, and what the run waits for that they have.
    func othersTake(_ taken: [TakenSlots]) throws -> (requests: [Request], waitsFor: [String]) {
        guard hasReady else { return ([], []) }
        let others = occupancy(of: taken)
        guard scheduler.others != others else { return ([], scheduler.takenByOthers) }
        scheduler.others = others
        let requests = try carryOut(scheduler.roomChanged(now: .now()))
        return (requests, scheduler.takenByOthers)
    }

    private func occupancy(of taken: [TakenSlots]) -> Occupancy {
        Occupancy(taken, limits: scheduler.limits, rules: scheduler.rules)
    }

    /// The run before may have gone on.
    func pastChanged() throws -> [Request] {
        guard !isOver, dependsOnPast else { return [] }
        let past = try PastRuns(run: run, graph: graph, store: store)
        let mayChange = past.previous.map(isUnderWay) ?? false
        return try carryOut(scheduler.pastChanged(blocked: past.blocked, mayChange: mayChange, now: .now()))
    }

    /// The process of an instance waits for another run of the command.
    func waitsForRun(_ instance: InstanceIndex) throws -> [Request] {
        try carryOut(scheduler.waitsForRun(instance, now: .now()))
    }

    /// Stops the process of an instance, which has failed for this.
    func stop(_ instance: InstanceIndex, for problem: TaskProblem) -> [Request] {
        stops[instance] = problem
        return [.terminate(key, instance)]
    }

    func interrupt() throws -> [Request] {
        wasInterrupted = true
        return try carryOut(scheduler.interrupted())
    }

    /// The process of an instance said that it is done, or has ended without saying so.
    ///
    /// - `loss`: how the process ended that did not say anything.
    func processEnded(_ instance: InstanceIndex, work: Order.Work, loss: ProcessLoss?) throws -> [Request] {
        guard let id = ids[instance] else { return [] }
        let stop = stops.removeValue(forKey: instance)
        if let loss {
            // Of a run that is stopped, what has not begun stays as it is, a trigger among it.
            if wasInterrupted {
                guard work != .trigger, try store.taskInstance(id: id)?.state == .running else { return [] }
            }
            try recordLoss(of: id, work, wasInterrupted ? .stopped(by: "the run was stopped") : stop ?? loss.problem)
        } else if let stop, let stored = try store.taskInstance(id: id), stored.state != .success {
            try recordStop(of: stored, stop)
        }
        guard var stored = try store.taskInstance(id: id) else { return [] }
        // Told of already: the instance was stopped (fail_fast), and its process may have recorded something else.
        let stopped = scheduler[instance]?.state.flatMap { $0.isFinished ? $0 : nil }
        if let stopped {
            if stored.state != stopped {
                stored = try store.updateTaskInstance(id) {
                    $0.state = stopped
                    $0.endDate = $0.endDate ?? .now()
                }
            }
            if stopped == .failed {
                try recordStop(of: stored, .stopped(by: "another task failed, which stops the run (fail_fast)"))
            }
        }
        if work == .trigger, stored.state == .scheduled {
            return try carryOut(scheduler.triggered(instance, now: .now()))
        }
        let state = stored.state ?? .failed
        if stopped == nil { tell(instance, state) }
        var requests: [Request] = []
        let facts = try facts(of: stored, task: instance.task)
        if let loss {
            if stopped == nil {
                // What was told to end has not been lost.
                var loss = loss
                // Airflow has no such loss, since another triggerer takes over: the callbacks are those of the state.
                if work == .trigger { loss.cause = .success }
                requests += try tell(of: loss, of: stored, callsBack: stop == nil && !wasInterrupted)
            }
            // It may have had tasks skipped before.
            requests += try tasksWereSkipped()
        }
        var outcome = InstanceOutcome(state: state, endDate: stored.endDate ?? .now(), facts: facts)
        if state == .upForRetry {
            outcome.retryDelay = try store.retryDecision(of: id)?.delay
        } else if state == .upForReschedule {
            outcome.rescheduleDate = try store.reschedules(taskInstanceID: id).last?.rescheduleDate
        }
        requests += try carryOut(
            work == .trigger
                ? scheduler.endedByTrigger(instance, outcome, now: .now())
                : scheduler.ended(instance, outcome, now: .now()))
        return requests
    }

    /// A task had others skipped, in the store.
    func tasksWereSkipped() throws -> [Request] {
        try carryOut(scheduler.changed(skippedByOthers(), now: .now()))
    }

    // MARK: Actions

    private func carryOut(_ actions: [SchedulerAction]) throws -> [Request] {
        guard !actions.isEmpty else { return [] }
        var actions = actions
        try store.transaction {
            let now = Timestamp.now()
            let dispatched = try dispatched(of: &actions)
            try insert(actions.compactMap { if case .insert(let key) = $0 { key } else { nil } }, now: now)
            var queued: Set<InstanceIndex> = []
            for action in actions {
                switch action {
                case .expand(let task): try expand(task)
                case .refuseExpansion(let task): try refuseExpansion(of: task)
                case .set(let instance, let state, let tryNumber):
                    let isQueued = state == .scheduled && dispatched.contains(instance)
                    if isQueued { queued.insert(instance) }
                    try record(instance, state, tryNumber: tryNumber, isQueued: isQueued, now: now)
                default: break
                }
            }
            for instance in dispatched.subtracting(queued) {
                try update(instance) {
                    $0.state = .queued
                    $0.queuedAt = now
                }
            }
            for case .end(let state, let reason, _) in actions {
                end = (state, reason)
                try store.updateDagRun(key) {
                    $0.state = state
                    $0.endDate = now
                }
            }
        }
        return try requests(for: actions)
    }

    /// What begins: not what other commands have taken the room of meanwhile. Nobody takes any before the transaction's end.
    private func dispatched(of actions: inout [SchedulerAction]) throws -> Set<InstanceIndex> {
        let chosen = actions.compactMap { if case .dispatch(let key) = $0 { key } else { nil } }
        guard !chosen.isEmpty, let taken = try takenByOthers() else { return Set(chosen) }
        let withdrawn = scheduler.withdraw(chosen, beside: occupancy(of: taken))
        actions.removeAll { if case .dispatch(let key) = $0 { withdrawn.contains(key) } else { false } }
        return Set(chosen).subtracting(withdrawn)
    }

    private func requests(for actions: [SchedulerAction]) throws -> [Request] {
        var requests: [Request] = []
        let more = min(255, scheduler.counts.waiting)
        for action in actions {
            switch action {
            case .set(let instance, let state, _) where state.isFinished:
                tell(instance, state)
            case .dispatch(let instance):
                guard var order = try order(.task, instance) else { continue }
                order.moreToCome = more
                tell(instance, .queued)
                requests.append(.start(order, instance))
            case .startTrigger(let instance):
                guard let order = try order(.trigger, instance) else { continue }
                requests.append(.start(order, instance))
            case .terminate(let instance):
                requests.append(.terminate(key, instance))
            case .end(let state, let reason, let instance):
                requests += try notifications(message: reason.rawValue)
                let hasCallback = state == .success ? graph.hasOnSuccessCallback : graph.hasOnFailureCallback
                guard hasCallback else { continue }
                var order = Order(work: .callback, instance: nil, dagID: key.dagID, runID: key.runID)
                order.instance = instance.flatMap { ids[$0] }
                order.callbackKind = state == .success ? .success : .failure
                order.reason = reason.rawValue
                order.logPath = "\(LogLayout.folder(home: home, of: key))/dag_callbacks.log"
                requests.append(.start(order, nil))
            default:
                break
            }
        }
        return requests
    }

    private func notifications(message: String) throws -> [Request] {
        guard let run = try store.dagRun(key) else { return [] }
        let instances = try store.taskInstances(TaskInstanceFilter(dagID: key.dagID, runIDs: [key.runID]))
        return [.notify(.changed(run, instances, message: message))]
    }

    private func order(_ work: Order.Work, _ instance: InstanceIndex) throws -> Order? {
        guard let id = ids[instance], let tryNumber = scheduler[instance]?.tryNumber else { return nil }
        return order(work, of: id, taskInstanceKey(instance), tryNumber: tryNumber)
    }

    func order(_ work: Order.Work, of id: UUID, _ taskKey: TaskInstanceKey, tryNumber: Int) -> Order {
        var order = Order(work: work, instance: id, dagID: key.dagID, runID: key.runID)
        order.taskID = taskKey.taskID
        order.mapIndex = taskKey.mapIndex
        order.logPath = LogLayout.path(home: home, of: taskKey, tryNumber: tryNumber)
        if work == .task { order.bundle = bundles.launches[taskKey.taskID] }
        return order
    }

    func taskInstanceKey(_ instance: InstanceIndex) -> TaskInstanceKey {
        TaskInstanceKey(
            dagID: key.dagID, runID: key.runID, taskID: graph.tasks[instance.task].taskID, mapIndex: instance.mapIndex)
    }

    private func tell(_ instance: InstanceIndex, _ state: TaskInstanceState) {
        observer?.taskInstanceChanged(
            taskInstanceKey(instance), state: state, tryNumber: scheduler[instance]?.tryNumber ?? 0)
    }

    // MARK: The store

    private func insert(_ instances: [InstanceIndex], now: Timestamp) throws {
        guard !instances.isEmpty else { return }
        try store.insert(
            instances.map { instance in
                let id = UUID.version7(now: now)
                ids[instance] = id
                return TaskInstance(id: id, key: taskInstanceKey(instance), of: graph.tasks[instance.task])
            })
    }

    private func expand(_ task: Int) throws {
        let unexpanded = InstanceIndex(task: task)
        guard let id = ids.removeValue(forKey: unexpanded) else { return }
        try store.clear(taskInstanceKey(unexpanded))
        try store.deleteReschedules(taskInstanceID: id)
        let first = InstanceIndex(task: task, mapIndex: 0)
        if ids[first] == nil {
            ids[first] = id
            try store.updateTaskInstance(id) { $0.key.mapIndex = 0 }
        } else {
            try store.deleteTaskInstance(id)
        }
    }

    private func refuseExpansion(of task: Int) throws {
        guard let id = ids[InstanceIndex(task: task)] else { return }
        try Supervisor(store: store).recordFailure(
            taskInstance: id, type: "TooManyInstances",
            message: "it would be expanded to more than \(TaskMap.longest) task instances; map over less")
    }

    private func record(
        _ instance: InstanceIndex, _ state: TaskInstanceState, tryNumber: Int, isQueued: Bool, now: Timestamp
    ) throws {
        try update(instance) { stored in
            stored.state = isQueued ? .queued : state
            stored.tryNumber = tryNumber
            if state == .scheduled {
                stored.scheduledAt = now
                if isQueued { stored.queuedAt = now }
            } else if state.isFinished {
                stored.startDate = state == .success ? now : stored.startDate ?? now
                stored.endDate = state == .success ? now : stored.endDate ?? now
                stored.nextMethod = nil
                stored.nextKwargs = nil
            }
        }
    }

    private func update(_ instance: InstanceIndex, _ change: (inout TaskInstance) -> Void) throws {
        guard let id = ids[instance] else { return }
        try store.updateTaskInstance(id, change)
    }

    /// A process that was lost: its instance fails or is tried again, unless it had recorded its end already.
    private func recordLoss(of id: UUID, _ work: Order.Work, _ loss: TaskProblem) throws {
        guard let stored = try store.taskInstance(id: id) else { return }
        switch (work, stored.state) {
        case (.task, .queued), (.task, .scheduled), (.trigger, .deferred), (.trigger, .awaitingInput):
            // The process never came to the point where an instance runs; from there on the rules are the same.
            try store.updateTaskInstance(id) { $0.state = .running }
        case (.task, .running), (.task, .restarting):
            break
        default:
            return
        }
        try Supervisor(store: store).processEnded(taskInstance: id, type: loss.type, message: loss.message)
        TaskLog(LogLayout.path(home: home, of: stored.key, tryNumber: stored.tryNumber)).end(with: loss)
    }

    /// An instance that was stopped has failed for that, and not by what its process made of it.
    private func recordStop(of stored: TaskInstance, _ problem: TaskProblem) throws {
        try Supervisor(store: store).recordFailure(
            taskInstance: stored.id, type: problem.type, message: problem.message)
        TaskLog(LogLayout.path(home: home, of: stored.key, tryNumber: stored.tryNumber)).end(with: problem)
    }

    private func facts(of stored: TaskInstance, task: Int) throws -> InstanceFacts {
        guard stored.state == .success else { return InstanceFacts() }
        return try RunRecovery.facts(of: stored.key, task: task, index: index, store: store)
    }

    private func skippedByOthers() throws -> [InstanceIndex: TaskInstanceState] {
        let filter = TaskInstanceFilter(dagID: key.dagID, runIDs: [key.runID], states: [.skipped])
        var states: [InstanceIndex: TaskInstanceState] = [:]
        for stored in try store.taskInstances(filter) {
            guard let task = index.numbers[stored.key.taskID] else { continue }
            states[InstanceIndex(task: task, mapIndex: stored.key.mapIndex)] = .skipped
        }
        return states
    }
}
