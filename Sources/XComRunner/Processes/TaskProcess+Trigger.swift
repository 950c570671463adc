internal import Foundation
internal import XCom
internal import XComSupervisor

extension TaskProcess {
    /// What `run_trigger` answers; the names are those of its JSON.
    struct TriggerAnswer: Message {
        struct End: Codable, Hashable, Sendable {
            var state: String
            /// A JSON object of key and value.
            var xcoms: WireValue?
        }

        /// The payload of the event, in serde's form.
        var event: WireValue?
        /// An event that ends the task without resuming it.
        var end: End?
        var nextMethod: String?
        var nextKwargs: WireValue?
    }

    /// Runs the trigger of a deferred instance and records what its first event means for the instance.
    func runTrigger(_ order: Order) throws {
        let store = try store()
        guard let id = order.instance, let instance = try store.taskInstance(id: id), instance.state == .deferred else {
            return
        }
        guard let triggerID = instance.triggerID, let trigger = try store.trigger(id: triggerID) else {
            throw RunnerError(.workerFailed, "The deferred task instance has no trigger.")
        }
        let supervisor = Supervisor(store: store, settings: settings)
        supervisor.attach(taskInstance: id)
        interpreter.installSupervisor(supervisor)
        let details = try supervisor.details(ofTaskInstance: id)
        let request = try Self.request([
            (
                "trigger",
                try Self.request([
                    ("id", Self.json(triggerID)), ("classpath", Self.json(trigger.classpath)),
                    ("kwargs", trigger.kwargs.utf8),
                ])
            ),
            ("timeout_at", Self.json(instance.triggerTimeout?.iso8601)), ("log_path", Self.json(order.logPath)),
            ("followed", Self.json(followed)), ("ti", try Self.taskInstanceDocument(details)),
        ])
        let bytes = try interpreter.call(module: "xcom_bridge", function: "run_trigger", json: request)
        try record(TriggerAnswer(json: bytes), of: instance, in: store)
    }

    private func record(_ answer: TriggerAnswer, of instance: TaskInstance, in store: any Store) throws {
        let now = Timestamp.now()
        try store.transaction {
            if let xcoms = answer.end?.xcoms {
                for (key, value) in try Self.members(of: xcoms) {
                    try store.set(value, at: XComAddress(taskInstance: instance.key, key: key))
                }
            }
            try store.updateTaskInstance(instance.id) { instance in
                guard instance.state == .deferred else { return }
                if let end = answer.end {
                    instance.state = TaskInstanceState(rawValue: end.state) ?? .failed
                    instance.endDate = now
                    instance.nextMethod = nil
                    instance.nextKwargs = nil
                    return
                }
                if let method = answer.nextMethod {
                    instance.nextMethod = method
                    instance.nextKwargs = answer.nextKwargs
                } else {
                    instance.nextKwargs = Self.adding(event: answer.event ?? .null, to: instance.nextKwargs)
                }
                instance.state = .scheduled
                instance.scheduledAt = now
            }
        }
    }

    /// The arguments of the next method with the event's payload among them.
    static func adding(event: WireValue, to kwargs: WireValue?) -> WireValue {
        let text = kwargs?.text.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard text.hasPrefix("{"), text.hasSuffix("}") else { return WireValue(text: "{\"event\": \(event.text)}") }
        let members = text.dropFirst().dropLast().trimmingCharacters(in: .whitespacesAndNewlines)
        let start = members.isEmpty ? "" : members + ", "
        return WireValue(text: "{\(start)\"event\": \(event.text)}")
    }

    private static func members(of object: WireValue) throws -> [(String, WireValue)] {
        try JSONText(object.utf8).members()?.map { ($0.key, $0.value.wireValue) } ?? []
    }

    private static func taskInstanceDocument(_ details: StartupDetails) throws -> [UInt8] {
        struct Document: Encodable {
            var id: UUID
            var taskID: String
            var dagID: String
            var runID: String
            var tryNumber: Int
            var mapIndex: Int?
        }
        let ti = details.ti
        return try WireEncoder(style: .message, names: .snakeCase).encode(
            Document(
                id: ti.id, taskID: ti.taskID, dagID: ti.dagID, runID: ti.runID, tryNumber: ti.tryNumber,
                mapIndex: ti.mapIndex)
        ).utf8
    }

    /// Runs a DAG's own callback, told of the run's deciding task instance.
    func runCallback(_ order: Order) throws {
        let supervisor = Supervisor(store: try store(), settings: settings)
        var parts: [(String, [UInt8])] = [
            ("dag_id", Self.json(order.dagID)), ("run_id", Self.json(order.runID)),
            ("kind", Self.json(order.callbackKind)), ("reason", Self.json(order.reason)),
            ("log_path", Self.json(order.logPath)), ("followed", Self.json(followed)),
        ]
        if let id = order.instance {
            supervisor.attach(taskInstance: id)
            parts.append(("startup", try supervisor.details(ofTaskInstance: id).json()))
        }
        interpreter.installSupervisor(supervisor)
        _ = try interpreter.call(
            module: "xcom_bridge", function: "run_dag_callback", json: try Self.request(parts))
    }
}
