public import XCom

/// With what a task goes on that has waited for a trigger, or for a person.
public struct Resumption: Hashable, Sendable {
    /// The name that the task gave when it began to wait.
    public let methodName: String
    /// The arguments that it gave, with what came as `event`: a JSON object.
    public let kwargs: WireValue

    /// Airflow's name for the place where a task goes on that is to fail.
    static let failure = "__fail__"

    /// Nothing where there is no name.
    init?(methodName: String?, kwargs: WireValue?) {
        guard let methodName else { return nil }
        self.methodName = methodName
        self.kwargs = kwargs.flatMap { $0.isNull ? nil : $0 } ?? WireValue(text: "{}")
    }

    /// What the trigger has told when it fired; `nil` for nothing, and for a null.
    ///
    /// - Throws: ``SettingError`` where it is not of the type.
    public func event<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value? {
        try argument("event", as: type)
    }

    /// An argument that the task gave when it began to wait; `nil` where there is none, and for a null.
    ///
    /// - Throws: ``SettingError`` where it is not of the type.
    public func argument<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        try SettingError.reading("kwargs of '\(methodName)'", at: name) {
            guard let member = try JSONText(kwargs.utf8).member(name), member.kind != .null else { return nil }
            return try WireDecoder().decode(type, from: member.wireValue)
        }
    }

    /// Why the task is to fail, where it is called for that: its trigger has failed, or took too long.
    var refusal: TriggerFailure? {
        guard methodName == Self.failure else { return nil }
        let error = try? argument("error", as: String.self)
        let lines = try? argument("traceback", as: [String].self)
        return TriggerFailure(error: error ?? "Unknown", traceback: lines ?? [])
    }
}

/// What a trigger that has failed, or took too long, leaves a task to fail with.
struct TriggerFailure: Error, CustomStringConvertible {
    var error: String
    var traceback: [String]

    var description: String { "the task was deferred, and could not go on: \(error)" }
}
