internal import XCom

/// Asks which tasks of a DAG run in processes of bundles, by Airflow's settings and by what the command names, and how these
/// are started.
struct FindBundles: BridgeCall {
    static let name = "find_bundles"

    /// Bundle files of the command, and folders of them.
    var given: [String]
    /// The version of Airflow's schema that this supervisor speaks.
    var schemaVersion: String
    var dagID: String
    var tasks: [Task]

    struct Task: Codable {
        var taskID: String
        var queue: String
        /// Whether it has no code in the DAG file (`@task.stub`).
        var isStub: Bool
    }

    struct Answer: Decodable {
        var launches: [Launch]
        /// Why tasks could not run, a sentence each.
        var problems: [String]
    }

    struct Launch: Decodable {
        var taskID: String
        var launch: BundleLaunch
    }
}

/// Opens the log of a task that runs in a process of its bundle.
struct BeginBundleTask: BridgeCall {
    typealias Answer = NoAnswer
    static let name = "begin_bundle_task"

    /// What its lines are marked with where several logs are followed at once.
    var label: String
    var logPath: String?
    /// The descriptor for a log that is followed.
    var followed: Int32?
}

/// Writes lines that a bundle has logged, masked.
struct RelayBundleLog: BridgeCall {
    typealias Answer = NoAnswer
    static let name = "relay_bundle_log"

    /// JSON objects, if the bundle keeps to what supervisors take.
    var lines: [String]
}

/// Has a message of a bundle's task answered that Python has a part in: secrets backends, masks of secrets, a DAG's timetable,
/// listeners.
struct AnswerBundleTask: BridgeCall {
    static let name = "answer_bundle_task"

    var message: WireValue

    struct Answer: Decodable {
        /// A message; `nil` where there is nothing to say.
        var body: WireValue?
        /// An `ErrorResponse`.
        var error: WireValue?
    }
}

/// Closes the log of a bundle's task.
struct EndBundleTask: BridgeCall {
    static let name = "end_bundle_task"

    /// How the try was lost that has not said so itself.
    var problem: TaskProblem?

    struct Answer: Decodable {
        /// The last thing that the bundle has complained of.
        var complaint: String?
    }
}
