internal import FoundationEssentials
internal import Glibc
package import XCom
internal import XComSupervisor

/// An XCom that a task before the one that runs alone would have pushed.
package struct GivenXCom: Sendable {
    package var taskID: String
    package var key: String
    package var value: WireValue
    /// The items of a list, and the keys of an object, of which mapped tasks are made.
    package var items: [WireValue]?
    package var keys: [String]?

    package init(taskID: String, key: String, value: WireValue, items: [WireValue]? = nil, keys: [String]? = nil) {
        self.taskID = taskID
        self.key = key
        self.value = value
        self.items = items
        self.keys = keys
    }

    var length: Int? { items?.count ?? keys?.count }
}

extension DagRunner {
    /// Whether a task can run alone with what it is given.
    ///
    /// - Throws: ``RunnerError`` `refused` where there is no such task or instance.
    package func check(_ taskID: String, mapIndex: Int?, given: [GivenXCom], of dagID: String) throws {
        let graph = try graph(of: dagID)
        _ = try node(taskID, mapIndex: mapIndex, in: graph)
        let index = GraphIndex(graph)
        guard let mapIndex, let task = index.numbers[taskID] else { return }
        let lengths = Dictionary(
            given.filter { $0.key == XComAddress.returnValueKey }.map { ($0.taskID, $0.length) },
            uniquingKeysWith: { $1 })
        switch index.mapCount(of: task, lengthOf: { lengths[$0] ?? nil }) {
        case .count(let count) where mapIndex < count: return
        case .count(0): throw RunnerError(.refused, "Task \(taskID) has no instances: it is mapped over nothing.")
        case .count(let count):
            throw RunnerError(
                .refused, "Task \(taskID) has no map index \(mapIndex); it has 0 to \(count - 1).")
        case .tooMany: throw RunnerError(.refused, "Task \(taskID) would have more than \(TaskMap.longest) instances.")
        case .notMapped, .unknown:
            let groups = index.mappedGroups[task].compactMap { index.groups[$0]?.expand }
            let sources = ([graph.tasks[task].expand].compactMap(\.self) + groups).flatMap(\.taskIDs)
            let missing = Set(sources).filter { lengths[$0] ?? nil == nil }.sorted()
            throw RunnerError(
                .refused,
                "Task \(taskID) is mapped over what these tasks return: \(missing.joined(separator: ", ")). Give it as a "
                    + "list or an object, by --xcom \(missing.first ?? "TASK")='[…]'.")
        }
    }

    /// Runs one task instance in a process of its own, whatever it depends on, and its trigger where it is deferred. The
    /// runner's store is to be one that has no other run.
    ///
    /// - `given`: what is in the store before.
    /// - `meanwhile`: is called again and again with the path of the instance's log.
    /// - Throws: ``RunnerError``, or the store's error.
    package func test(
        _ taskID: String, mapIndex: Int?, given: [GivenXCom], in request: RunRequest,
        meanwhile: (_ logPath: String) throws -> Void
    ) throws -> RunResult {
        let store = try openStore()
        let task = HostedRun.OneTask(
            taskID: taskID, mapIndex: mapIndex ?? TaskInstanceKey.unmapped, tryNumber: 1)
        let order = try order(task, in: request, store)
        for xcom in given { try place(xcom, in: order.run, store) }
        let signals = try SignalPipe([SIGINT, SIGTERM, SIGHUP])
        defer { signals.close() }
        var stop: Int32?
        _ = try carryOut(order, store) { order in
            stop = try perform(order, store, signals) { try meanwhile(order.logPath ?? "") }
            return stop != nil
        }
        var result = try result(
            of: order.run, graph(of: order.dagID), cause: .planned, store: store, interruption: stop)
        result.taskInstances = result.taskInstances.filter {
            $0.key.taskID == task.taskID && $0.key.mapIndex == task.mapIndex
        }
        return result
    }

    /// Puts an XCom into the store, as the instance, or the instances, of its task would have pushed it.
    private func place(_ xcom: GivenXCom, in run: DagRunKey, _ store: any Store) throws {
        let index = GraphIndex(try graph(of: run.dagID))
        guard let task = index.numbers[xcom.taskID] else { return }
        let node = index.graph.tasks[task]
        let values = index.isExpanded(task) ? xcom.items.map { Array($0.enumerated()) } : nil
        for (mapIndex, value) in values ?? [(TaskInstanceKey.unmapped, xcom.value)] {
            let key = TaskInstanceKey(
                dagID: run.dagID, runID: run.runID, taskID: xcom.taskID, mapIndex: mapIndex)
            if try store.taskInstance(key) == nil {
                var instance = TaskInstance(id: .version7(now: .now()), key: key, of: node)
                instance.state = .success
                try store.insert([instance])
            }
            let address = XComAddress(taskInstance: key, key: xcom.key)
            if let length = xcom.length, mapIndex == TaskInstanceKey.unmapped, xcom.key == XComAddress.returnValueKey {
                try store.set(value, at: address, taskMap: TaskMap(length: length, keys: xcom.keys))
            } else {
                try store.set(value, at: address)
            }
        }
    }

    /// Carries out one order in a process that the worker forks; the signal that stopped it.
    private func perform(
        _ order: Order, _ store: any Store, _ signals: SignalPipe, meanwhile: () throws -> Void
    ) throws -> Int32? {
        let token: Int32 = 1
        var output: TaskOutput?
        var status: Int32?
        var stop: Int32?
        var loss: Int32?
        var killsAt: Timestamp?
        let patience = Double(try settings().killedTaskCleanupTime)
        try worker.send(.start(token: token, order: order))
        while status == nil || output?.isAtEnd == false {
            let open = (output?.descriptors ?? []) + (status == nil ? worker.descriptors : [])
            if !worker.isReady { _ = Descriptor.readable(open + [signals.readEnd], milliseconds: 200) }
            for signal in signals.take() {
                // The first asks the task to end, the next one ends it, and so does time.
                try worker.send(.signal(token: token, number: stop == nil ? SIGTERM : SIGKILL))
                killsAt = stop == nil ? .now().advanced(bySeconds: patience) : nil
                stop = stop ?? signal
            }
            if let due = killsAt, due <= .now() {
                killsAt = nil
                try worker.send(.signal(token: token, number: SIGKILL))
            }
            let lost = try worker.receive { event, ends in
                switch event {
                case .started:
                    guard let ends else { return }
                    output = TaskOutput(
                        ends, order: order, secrets: worker.secrets, copies: try CopyPipe(), follows: false)
                case .exited(_, let ended): status = ended
                default: try handle(event)
                }
            }
            if let lost {
                throw RunnerError(.workerFailed, "The worker process ended while the task ran: \(lost.workerReason).")
            }
            for case .lost(let status) in try output?.read() ?? [] { loss = status }
            try meanwhile()
        }
        let end = ProcessEnd(status: loss ?? status ?? 0)
        if order.work == .task, let id = order.instance, try store.taskInstance(id: id)?.state == .running {
            try Supervisor(store: store).processEnded(taskInstance: id, type: end.type, message: end.reason)
        }
        try meanwhile()
        return stop
    }
}
