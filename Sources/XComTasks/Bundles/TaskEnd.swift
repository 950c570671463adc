internal import Sockets
public import XCom

/// What a task throws that wants to end otherwise than by success or failure.
///
/// Every other error fails the try, and the task is tried again where it has retries left.
public struct TaskEnd: Error, Hashable, Sendable, CustomStringConvertible {
    enum Kind: Hashable, Sendable {
        case fail
        case skip
        case reschedule(Timestamp)
        case retry(after: Duration?)
        case deferral(Deferral)
        case question(HumanQuestion, timeout: Duration?)
    }

    struct Deferral: Hashable, Sendable {
        var trigger: Trigger
        var methodName: String
        var kwargs: WireValue
        var timeout: Duration?
    }

    let kind: Kind
    /// Why, in a sentence for the log.
    public let reason: String

    /// Fails for good, whatever retries are left: Airflow's `AirflowFailException`.
    public static func fail(_ reason: String) -> TaskEnd { TaskEnd(kind: .fail, reason: reason) }

    /// Is skipped: Airflow's `AirflowSkipException`.
    public static func skip(_ reason: String) -> TaskEnd { TaskEnd(kind: .skip, reason: reason) }

    /// Is called again later, in the same try: Airflow's `AirflowRescheduleException`.
    public static func reschedule(at date: Timestamp) -> TaskEnd {
        TaskEnd(kind: .reschedule(date), reason: "it looks again at \(date.iso8601)")
    }

    /// As ``reschedule(at:)``, so much later than now.
    public static func reschedule(after delay: Duration) -> TaskEnd {
        reschedule(at: Timestamp.now().advanced(bySeconds: delay.inSeconds))
    }

    /// Fails this try; where there are retries left, the next one comes after `delay`, and else after the task's own.
    public static func retry(_ reason: String, after delay: Duration? = nil) -> TaskEnd {
        TaskEnd(kind: .retry(after: delay), reason: reason)
    }

    /// Waits for a trigger, which Airflow's triggerer runs, and is called again when it fires: with its event in
    /// ``RuntimeTaskInstanceProtocol/resumption``. Airflow: `BaseOperator.defer`.
    ///
    /// - Parameters:
    ///   - trigger: What is waited for.
    ///   - methodName: Where the code goes on, for a task that waits in several places.
    ///   - timeout: How long at most; then the try fails.
    public static func `defer`(
        to trigger: Trigger, methodName: String = "execute_complete", timeout: Duration? = nil
    ) -> TaskEnd {
        let deferral = Deferral(
            trigger: trigger, methodName: methodName, kwargs: WireValue(text: "{}"), timeout: timeout)
        return TaskEnd(kind: .deferral(deferral), reason: "it waits for \(trigger.classpath)")
    }

    /// As ``defer(to:methodName:timeout:)``, and is called again with arguments beside the event.
    ///
    /// - `kwargs`: The arguments, written as an object.
    /// - Throws: ``SettingError`` where they are written as something else; `EncodingError`.
    public static func `defer`(
        to trigger: Trigger, methodName: String = "execute_complete", kwargs: some Encodable, timeout: Duration? = nil
    ) throws -> TaskEnd {
        let deferral = Deferral(
            trigger: trigger, methodName: methodName,
            kwargs: try SettingError.object(kwargs, of: "kwargs of '\(methodName)'"), timeout: timeout)
        return TaskEnd(kind: .deferral(deferral), reason: "it waits for \(trigger.classpath)")
    }

    /// Waits for a person's answer, and is called again with it: ``RuntimeTaskInstanceProtocol/humanInput`` has it then.
    /// Airflow: `HITLOperator`.
    ///
    /// - Parameters:
    ///   - question: What is asked.
    ///   - timeout: How long at most; then the question's defaults are chosen, and without any the try fails.
    public static func ask(_ question: HumanQuestion, timeout: Duration? = nil) -> TaskEnd {
        TaskEnd(kind: .question(question, timeout: timeout), reason: "it waits for a person's answer")
    }

    public var description: String { reason }
}
