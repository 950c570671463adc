public import XCom
public import XComTasks

/// How a try has ended, what it has pushed, and what it has logged.
public struct TaskTestResult: Sendable {
    /// The state that the supervisor has recorded.
    public let state: TaskInstanceState?
    /// Why it did not succeed, where it did not.
    public let reason: String?
    /// After how long it wants to be tried again; `nil` for the task's own delay.
    public let retryDelay: Duration?
    /// What it waits for, where it has ended by `TaskEnd.defer`.
    public let trigger: Trigger?
    /// What it has asked a person, where it has ended by `TaskEnd.ask`.
    public let question: HumanQuestion?
    /// What it has logged, in order.
    public let logs: [TaskTestLog]
    /// The asset events that it has made.
    public let assetEvents: [AssetEvent]
    /// Everything that the supervisor has: runs, XComs, variables.
    public let store: any Store

    private let key: TaskInstanceKey

    init(of key: TaskInstanceKey, in store: any Store, reason: String?, logs: [TaskTestLog]) throws {
        self.key = key
        self.store = store
        self.reason = reason
        self.logs = logs
        let taskInstance = try store.taskInstance(key)
        state = taskInstance?.state
        let decision = try taskInstance.flatMap { try store.retryDecision(of: $0.id) }
        retryDelay = decision?.delay.map { .seconds($0) }
        let record = try taskInstance?.triggerID.flatMap { try store.trigger(id: $0) }
        trigger = try record.map { try Trigger($0.classpath, kwargs: JSONValue($0.kwargs)) }
        let detail = try taskInstance.flatMap { try store.hitlDetail(taskInstanceID: $0.id) }
        question = try detail.map { detail in
            HumanQuestion(
                detail.subject, options: try WireDecoder().decode([String].self, from: detail.options),
                body: detail.body,
                defaults: try detail.defaults.map { try WireDecoder().decode([String].self, from: $0) },
                multiple: detail.multiple)
        }
        var own = AssetEventFilter()
        own.source = key
        assetEvents = try store.assetEvents(own)
    }

    /// What it has returned; `nil` for nothing.
    ///
    /// - Throws: `XComCodingError` where it is not of the type.
    public func returnValue<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value? {
        try xcom(XComAddress.returnValueKey, as: type)
    }

    /// What it has pushed under a key; `nil` where it has not.
    ///
    /// - Throws: `XComCodingError` where it is not of the type.
    public func xcom<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        try RuntimeTaskInstance(key, in: store).xcomPull(type, key: name, mapIndex: key.mapIndex)
    }

    /// The keys that it has pushed under, sorted.
    public var keys: [String] {
        get throws { try store.keys(of: key) }
    }
}

/// A line of a task's log.
public struct TaskTestLog: Sendable {
    /// `debug`, `info`, `warning`, `error` or `critical`.
    public var level: String
    /// The name of who writes.
    public var logger: String
    /// What is said.
    public var event: String
    /// The metadata.
    public var fields: [String: JSONValue]
}
