internal import FoundationEssentials
internal import XCom
internal import XComFrames
internal import XComPython
internal import XComStores
internal import XComSupervisor

/// Goes once through what every task process does, in the worker, before it forks any: metadata of types, conformances and
/// caches that are found here are found by the children too, who would each pay for them otherwise.
final class DryRun {
    private let interpreter: Interpreter

    init(_ interpreter: Interpreter) {
        self.interpreter = interpreter
    }

    /// Runs a task that does nothing in Python, and its messages against a store in memory.
    func perform() {
        _ = try? interpreter.perform(WarmUp())
        try? exchangeMessages()
    }

    private func exchangeMessages() throws {
        let store = try StoreOpener.inMemory.open()
        let now = Timestamp.now()
        let run = DagRun(
            key: DagRunKey(dagID: "dry_run", runID: "dry_run"), runType: .manual, state: .running, logicalDate: now,
            runAfter: now)
        try store.insert(run)
        let key = TaskInstanceKey(dagID: run.key.dagID, runID: run.key.runID, taskID: "dry_run")
        var taskInstance = TaskInstance(id: UUID(), key: key, operatorName: "dry_run")
        taskInstance.state = .queued
        try store.insert([taskInstance])
        let supervisor = Supervisor(store: store)
        let startup = try supervisor.start(taskInstance: taskInstance.id, pid: 1, hostname: TaskProcess.hostname)
        _ = try startup.json()
        // As a task in another language is told, and tells.
        _ = try ResponseFrame(id: 0, body: startup).bytes()
        let end = try Supervisor.message(
            json: Array(#"{"type": "SucceedTask", "end_date": "2026-01-01T00:00:00Z"}"#.utf8))
        let frame = try RequestFrame(id: 1, message: end).bytes()
        _ = try RequestFrame(payload: Array(frame.dropFirst(Frame.headerSize)))
        let ids = #""dag_id": "dry_run", "run_id": "dry_run", "task_id": "dry_run", "key": "k""#
        let messages = [
            #"{"type": "SetRenderedFields", "rendered_fields": {"a": [1]}}"#,
            "{\"type\": \"SetXCom\", \(ids), \"value\": {\"a\": [1, \"b\"]}, \"map_index\": -1}",
            "{\"type\": \"GetXCom\", \(ids), \"map_index\": -1, \"include_prior_dates\": false}",
            "{\"type\": \"GetXComSequenceSlice\", \(ids), \"start\": null, \"stop\": null, \"step\": null}",
            """
            {"type": "SucceedTask", "state": "success", "end_date": "2026-01-01T00:00:00+00:00", "task_outlets": [],
            "outlet_events": [], "rendered_map_index": null}
            """,
        ]
        for message in messages { _ = try supervisor.answer(json: Array(message.utf8)) }
        var order = Order(work: .task, instance: taskInstance.id, dagID: key.dagID, runID: key.runID)
        order.bundle = BundleLaunch(
            command: [""], environment: [.init(name: "", value: "")], startupTimeout: 1, overtime: 1)
        let text = try WireEncoder(style: .message).encode(order)
        _ = try WireDecoder(style: .message).decode(Order.self, from: text)
        _ = try WireEncoder(style: .message).encode(TaskReport.done(nil))
        _ = try BeginBundleTask(label: "", logPath: "", followed: 2).encoded()
        _ = try EndBundleTask.answer(EndBundleTask().encoded())
    }
}
