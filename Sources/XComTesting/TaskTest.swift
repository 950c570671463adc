internal import FoundationEssentials
internal import Logging
public import XCom
internal import XComStores
internal import XComSupervisor
public import XComTasks

/// One try of a task of a bundle, run in a unit test: the real supervisor answers it, from a store in memory.
///
/// ```swift
/// var test = try TaskTest(Orders.self, task: "transform")
/// try test.push([Order(id: 1)], from: "extract")
/// let result = try await test.run()
/// #expect(result.state == .success)
/// #expect(try result.xcom("count", as: Int.self) == 1)
/// ```
public struct TaskTest: Sendable {
    private let task: TaskDefinition
    private let dagID: String
    private var xcoms: [(address: XComAddress, value: WireValue)] = []
    private var resumption: (methodName: String, kwargs: WireValue)?

    /// The run that the try belongs to, with its dates and its `conf`; its DAG is the bundle's.
    public var dagRun: DagRun
    /// The index of a mapped instance.
    public var mapIndex = TaskInstanceKey.unmapped
    /// The number of the try.
    public var tryNumber = 1
    /// How often the task is tried again after the first try.
    public var retries = 0
    /// The variables that the supervisor has.
    public var variables: [String: String] = [:]
    /// The connections that the supervisor has.
    public var connections: [ConnectionRecord] = []
    /// The assets that DAG files know.
    public var assets: [AssetKey] = []
    /// Events of assets that there have been.
    public var assetEvents: [AssetEvent] = []
    /// The ids of other DAGs, which the task may make runs of.
    public var dags: [String] = []
    /// Other runs, of any DAG.
    public var dagRuns: [DagRun] = []
    /// The variables of the process, where `AIRFLOW_VAR_*` and `AIRFLOW_CONN_*` come before what the supervisor has, and
    /// `AIRFLOW__LOGGING__LOGGING_LEVEL` says what is logged.
    public var environment: [String: String] = [:]

    /// - Parameters:
    ///   - bundle: The bundle.
    ///   - task: The id of the task.
    ///   - dag: The id of the DAG, where the bundle has several with a task of that id.
    /// - Throws: ``TaskTestError`` where the bundle has no such task.
    public init(_ bundle: (some TaskBundle).Type, task: String, dag: String? = nil) throws {
        let found = bundle.init().tasks.dags.filter { dag == nil || $0.dagID == dag }
            .flatMap { dag in dag.tasks.filter { $0.id == task }.map { (dag.dagID, $0) } }
        guard found.count == 1, let (dagID, task) = found.first else {
            throw TaskTestError(
                description: found.isEmpty
                    ? "the bundle has no task '\(task)'" : "several DAGs of the bundle have a task '\(task)': name one")
        }
        self.task = task
        self.dagID = dagID
        let date = Timestamp(microseconds: 1_767_225_600_000_000)
        dagRun = DagRun(
            key: DagRunKey(dagID: dagID, runID: "test"), runType: .manual, state: .running, logicalDate: date,
            runAfter: date)
    }

    /// Lets another task have pushed a value.
    public mutating func push(
        _ value: some Encodable, from taskID: String, mapIndex: Int = TaskInstanceKey.unmapped,
        key: String = XComAddress.returnValueKey
    ) throws {
        let instance = TaskInstanceKey(dagID: dagID, runID: dagRun.key.runID, taskID: taskID, mapIndex: mapIndex)
        let address = XComAddress(taskInstance: instance, key: key)
        xcoms.append((address, try WireEncoder().encode(value)))
    }

    /// Lets the task go on where it has waited, as if its trigger had fired.
    ///
    /// - Parameters:
    ///   - methodName: What the task gave as it began to wait.
    ///   - event: What the trigger tells; for a person's answer a `HumanInput`.
    ///   - kwargs: The arguments that the task gave: what is written as an object.
    public mutating func resume(
        at methodName: String = "execute_complete", event: some Encodable, kwargs: some Encodable = JSONValue.object([])
    ) throws {
        let encoder = WireEncoder()
        resumption = (
            methodName, Supervisor.adding(event: try encoder.encode(event), to: try encoder.encode(kwargs))
        )
    }

    /// Runs the try to its end.
    ///
    /// - `event`: Where given, the task is told to end, as by SIGTERM, when it logs this.
    public func run(terminatedAt event: String? = nil) async throws -> TaskTestResult {
        let store = try seededStore()
        let key = TaskInstanceKey(dagID: dagID, runID: dagRun.key.runID, taskID: task.id, mapIndex: mapIndex)
        var taskInstance = TaskInstance(id: UUID(), key: key, operatorName: "_StubOperator", maxTries: retries)
        taskInstance.tryNumber = tryNumber
        taskInstance.state = .queued
        taskInstance.nextMethod = resumption?.methodName
        taskInstance.nextKwargs = resumption?.kwargs
        if try store.taskInstance(key) != nil {
            throw TaskTestError(description: "the task itself is said to have pushed: \(key.label)")
        }
        try store.insert([taskInstance])
        let cancellation = Cancellation()
        let sink = CollectingSink { line in
            if let event, line.event == event { cancellation.terminate() }
        }
        let handler = TaskLogHandler(label: "task", sink: sink, levels: LogLevels(environment: environment))
        let logger = Logger(label: "task") { _ in handler }
        let supervisor = Supervisor(store: store, settings: SupervisorSettings(release: .v33))
        let startup = try supervisor.start(taskInstance: taskInstance.id, pid: 1, hostname: "test")
        let comms = SupervisorComms(
            StoreTransport(supervisor, warn: { logger.warning("\($0)") }), hasEnd: true, environment: environment)
        let reason = try await TaskExecution(
            of: task, startup, comms: comms, logger: logger, cancellation: cancellation
        ).run()
        return try TaskTestResult(of: key, in: store, reason: reason, logs: sink.lines)
    }

    private func seededStore() throws -> any Store {
        let store = try StoreOpener.inMemory.open()
        var run = dagRun
        run.key.dagID = dagID
        try store.insert(run)
        for (address, value) in xcoms {
            if try store.taskInstance(address.taskInstance) == nil {
                var other = TaskInstance(id: UUID(), key: address.taskInstance, operatorName: "PythonOperator")
                other.state = .success
                try store.insert([other])
            }
            try store.set(value, at: address)
        }
        for (key, value) in variables { try store.save(VariableRecord(key: key, value: value)) }
        for connection in connections { try store.save(connection) }
        for asset in assets { try store.save(AssetRecord(key: asset)) }
        for event in assetEvents {
            if try store.asset(name: event.asset.key.name) == nil { try store.save(event.asset) }
            _ = try store.insert(event)
        }
        for dagID in dags { try store.save(DagRecord(dagID: dagID)) }
        for run in dagRuns { try store.insert(run) }
        return store
    }
}

/// What a test asks for that cannot be.
public struct TaskTestError: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String
}
