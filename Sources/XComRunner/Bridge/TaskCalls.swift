internal import FoundationEssentials
package import XCom

/// Makes the first real task as fast as the second.
struct WarmUp: BridgeCall {
    typealias Answer = NoAnswer
    static let name = "warm_up"
}

/// Runs one task instance.
struct RunTask: BridgeCall {
    static let name = "run_task"

    /// The supervisor's `StartupDetails`.
    var startup: WireValue
    var logPath: String?
    /// The descriptor for a log that is followed.
    var followed: Int32?
    /// Whether a person debugs it, on the command's terminal.
    var debugs: Bool?

    struct Answer: Decodable {
        /// The state that the terminal message has recorded; `failed` where an error kept the SDK from sending one.
        var state: String
        var error: RaisedError?
    }
}

/// Renders the template fields of a task instance.
struct RenderTask: BridgeCall {
    static let name = "render_task"

    /// The supervisor's `StartupDetails`.
    var startup: WireValue

    struct Answer: Decodable {
        /// In the order of the operator's `template_fields`.
        var fields: [RenderedField]
        /// Why they could not be rendered.
        var error: RaisedError?
    }
}

/// What a template field of a task was rendered to, its secrets masked.
package struct RenderedField: Decodable, Hashable, Sendable {
    package var name: String
    /// As Python's `str` writes it.
    package var text: String
    package var value: WireValue
}

/// Runs the trigger of a deferred task until its first event.
struct RunTrigger: BridgeCall {
    static let name = "run_trigger"

    var trigger: Trigger
    /// The deferred instance.
    var ti: TaskInstance
    var timeoutAt: Timestamp?
    var logPath: String?
    var followed: Int32?

    struct Trigger: Codable {
        var id: Int64
        var classpath: String
        var kwargs: WireValue
    }

    struct TaskInstance: Codable {
        var id: UUID
        var taskID: String
        var dagID: String
        var runID: String
        var tryNumber: Int
        var mapIndex: Int?
    }

    struct Answer: Decodable {
        struct End: Decodable {
            var state: String
            /// A JSON object of key and value.
            var xcoms: WireValue?
        }

        /// The payload of the event, in serde's form.
        var event: WireValue?
        /// An event that ends the task without resuming it.
        var end: End?
        /// After a failure or a timeout, this and ``nextKwargs`` take the place of the stored ones.
        var nextMethod: String?
        var nextKwargs: WireValue?
    }
}

/// Runs the callbacks of a task instance whose process was lost, and writes its mail.
struct RunTaskCallbacks: BridgeCall {
    typealias Answer = NoAnswer
    static let name = "run_task_callbacks"

    /// The `StartupDetails` of the instance, as it was when the try was lost.
    var startup: WireValue
    /// In this order.
    var calls: [LostTry.Call]
    /// How the try was lost.
    var message: String
    var logPath: String?
    var followed: Int32?
}

/// Runs a DAG's own callbacks.
struct RunDagCallback: BridgeCall {
    typealias Answer = NoAnswer
    static let name = "run_dag_callback"

    enum Kind: String, Codable, CaseIterable {
        case success, failure
    }

    var dagID: String
    var runID: String
    var kind: Kind
    /// Why the run ended.
    var reason: String?
    /// The `StartupDetails` of the task instance that the callbacks are told of.
    var startup: WireValue?
    var logPath: String?
    var followed: Int32?
}
