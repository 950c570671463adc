internal import FoundationEssentials
internal import Glibc
internal import XCom

extension DagRunner {
    /// Makes a run and begins nothing of it, where it is not there: tasks that are not mapped have an instance each.
    func open(_ request: RunRequest) throws -> RunResult {
        let graph = try graph(of: request.dagID)
        let store = try openStore()
        let opening = RunOpening(request: request, now: .now())
        try opening.deleteReplaced(in: store)
        if let runID = request.runID {
            let key = DagRunKey(dagID: request.dagID, runID: runID)
            if try store.dagRun(key) != nil {
                return try result(of: key, graph, cause: .planned, store: store, interruption: nil)
            }
        }
        let run = try opening.open(plan(opening, in: store), in: store).run
        let instances = graph.tasks.filter { $0.expand == nil && !$0.isMapped }.map { node in
            TaskInstance(
                id: .version7(now: .now()),
                key: TaskInstanceKey(dagID: run.key.dagID, runID: run.key.runID, taskID: node.taskID), of: node)
        }
        try store.insert(instances)
        return try result(of: run.key, graph, cause: .planned, store: store, interruption: nil)
    }

    /// Runs one task instance in this process, whatever it depends on, and its trigger where it is deferred and the request
    /// wants that. The run is made where it is not there, and stays as it is otherwise.
    func run(_ task: HostedRun.OneTask, in request: RunRequest) throws -> RunResult {
        guard let host else { throw RunnerError(.workerFailed, "One task alone runs in the calling process only.") }
        let store = try openStore()
        let order = try self.order(task, in: request, store)
        if let id = order.instance { host.attach(id) }
        try host.prepareTask(of: order.runID)
        let isStopped = try carryOut(order, store, by: host.carryOut)
        return try result(
            of: order.run, graph(of: order.dagID), cause: .planned, store: store, interruption: isStopped ? SIGINT : nil
        )
    }

    /// Makes the run, where it is not there, with the instance of the task queued; gives the order to run that.
    func order(_ task: HostedRun.OneTask, in request: RunRequest, _ store: any Store) throws -> Order {
        let graph = try graph(of: request.dagID)
        guard let node = graph.tasks.first(where: { $0.taskID == task.taskID }) else {
            throw RunnerError(.refused, "DAG \(request.dagID) has no task \(task.taskID).")
        }
        let opening = RunOpening(request: request, now: .now())
        let run = try opening.open(plan(opening, in: store), in: store).run
        let key = TaskInstanceKey(
            dagID: run.key.dagID, runID: run.key.runID, taskID: task.taskID, mapIndex: task.mapIndex)
        let id = try queue(key, node, tryNumber: task.tryNumber, in: store)
        var order = Order(work: .task, instance: id, dagID: key.dagID, runID: key.runID)
        order.taskID = key.taskID
        order.mapIndex = key.mapIndex
        order.logPath = LogLayout.path(home: home, of: key, tryNumber: task.tryNumber)
        order.bundle = try bundles(of: graph, only: task.taskID).launches[task.taskID]
        return order
    }

    /// Runs the task of an order, and its trigger where it is deferred and that is wanted; whether it was stopped.
    ///
    /// - `perform`: carries out one order, and says whether to stop.
    func carryOut(_ order: Order, _ store: any Store, by perform: (Order) throws -> Bool) throws -> Bool {
        guard let id = order.instance else { return false }
        var order = order
        var isStopped = try perform(order)
        while !isStopped, runsTriggers, try store.taskInstance(id: id)?.state == .deferred {
            order.work = .trigger
            isStopped = try perform(order)
            guard try store.taskInstance(id: id)?.state == .scheduled else { break }
            try store.updateTaskInstance(id) { $0.state = .queued }
            order.work = .task
            if !isStopped { isStopped = try perform(order) }
        }
        return isStopped
    }

    /// The task instance, made where it is not there, as the scheduler hands it over.
    private func queue(
        _ key: TaskInstanceKey, _ node: TaskNode, tryNumber: Int, in store: any Store
    ) throws -> UUID {
        let now = Timestamp.now()
        return try store.transaction {
            let existing = try store.taskInstance(key)
            let instance = existing ?? TaskInstance(id: .version7(now: now), key: key, of: node)
            if existing == nil { try store.insert([instance]) }
            try store.updateTaskInstance(instance.id) {
                $0.state = .queued
                $0.tryNumber = tryNumber
                $0.queuedAt = now
            }
            return instance.id
        }
    }
}
