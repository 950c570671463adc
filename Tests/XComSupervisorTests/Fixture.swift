import Foundation
import XCom
import XComStores

@testable import XComSupervisor

/// A store in memory with one run of the DAG `d`, a supervisor on it, and a clock that is set by hand.
final class Fixture {
    static let run = DagRunKey(dagID: "d", runID: "manual__2026-01-02T00:00:00+00:00")
    /// 2026-01-02T00:00:00Z.
    static let logicalDate = Timestamp(microseconds: 1_767_312_000_000_000)

    let store: any Store
    /// 2026-05-01T12:00:00Z.
    var now = Timestamp(microseconds: 1_777_636_800_000_000)
    private(set) lazy var supervisor = Supervisor(
        store: store, settings: SupervisorSettings(maxMapLength: 3), clock: { [unowned self] in now })

    init() throws {
        store = try StoreOpener.inMemory.open()
        var dag = DagRecord(dagID: "d")
        dag.relativeFileloc = "folder/d.py"
        dag.tags = ["b", "a"]
        try store.save(dag)
        try store.insert(
            DagRun(
                key: Self.run, runType: .manual, state: .running, logicalDate: Self.logicalDate,
                runAfter: Self.logicalDate))
    }

    /// Makes a queued task instance in its first try.
    @discardableResult
    func add(
        _ taskID: String, mapIndex: Int = -1, state: TaskInstanceState? = .queued, maxTries: Int = 0,
        run: DagRunKey = Fixture.run
    ) throws -> TaskInstance {
        let key = TaskInstanceKey(dagID: run.dagID, runID: run.runID, taskID: taskID, mapIndex: mapIndex)
        var taskInstance = TaskInstance(id: UUID(), key: key, operatorName: "PythonOperator", maxTries: maxTries)
        taskInstance.state = state
        taskInstance.tryNumber = 1
        try store.insert([taskInstance])
        return taskInstance
    }

    /// Makes a task instance and starts it.
    @discardableResult
    func start(_ taskID: String, mapIndex: Int = -1, maxTries: Int = 0) throws -> TaskInstance {
        let taskInstance = try add(taskID, mapIndex: mapIndex, maxTries: maxTries)
        _ = try supervisor.start(taskInstance: taskInstance.id, pid: 7, hostname: "here")
        return try state(of: taskInstance)
    }

    /// What the store has of a task instance.
    func state(of taskInstance: TaskInstance) throws -> TaskInstance {
        guard let found = try store.taskInstance(id: taskInstance.id) else { throw Gone() }
        return found
    }

    struct Gone: Error {}

    /// Sends a message as JSON and gives the text of the reply; an empty one is `nil`.
    func send(_ json: String) throws -> String? {
        try supervisor.answer(json: Array(json.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The body of the reply, which has to be of the type that is asked for.
    func ask<Body: ToTask>(_ message: some ToSupervisor, for type: Body.Type = Body.self) throws -> Body {
        guard case .body(let body) = supervisor.answer(message), let body = body as? Body else { throw NotAnswered() }
        return body
    }

    /// The text with which the task's `AirflowRuntimeError` begins, without Python's way to write it; `nil` where the
    /// message is not refused.
    func refusal(_ message: some ToSupervisor) -> String? {
        guard case .error(let response) = supervisor.answer(message) else { return nil }
        return "\(response.error.rawValue): \(response.detail?.text ?? "null")"
    }

    struct NotAnswered: Error {}
}

/// A message as it is in JSON: `message("GetXCom", ...)`.
func read<Request: ToSupervisor>(_ type: Request.Type, _ json: String) throws -> Request {
    try type.init(json: Array(json.utf8))
}
