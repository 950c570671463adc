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

    public var description: String { reason }
}
