public import XCom

/// What a deferred task waits for: a trigger of Airflow's, a Python class that the triggerer runs.
///
/// ```swift
/// throw TaskEnd.defer(
///     to: try Trigger(
///         "airflow.providers.standard.triggers.temporal.DateTimeTrigger", kwargs: ["moment": tomorrow]))
/// ```
public struct Trigger: Hashable, Sendable {
    /// The name of the class, with its module.
    public let classpath: String
    /// The arguments of its constructor as Airflow stores them: a JSON object.
    public let kwargs: WireValue

    /// - Parameters:
    ///   - classpath: The name of the class, with its module.
    ///   - kwargs: The arguments of its constructor, written as an object.
    /// - Throws: ``SettingError`` where the arguments are written as something else; `EncodingError`.
    public init(_ classpath: String, kwargs: some Encodable) throws {
        self.classpath = classpath
        self.kwargs = try SettingError.object(kwargs, of: "kwargs of trigger '\(classpath)'")
    }

    /// A trigger without arguments.
    public init(_ classpath: String) {
        self.classpath = classpath
        kwargs = WireValue(text: "{}")
    }
}
