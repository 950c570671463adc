/// Why a value could not be pushed, or not be pulled as the type that was asked for.
public struct XComCodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `push` or `pull`.
    public var operation: String
    public var dagID: String
    public var runID: String
    /// The task that was pushed by or pulled from; several where a pull asked for several, none where it asked for any.
    public var taskIDs: [String]
    /// The map index of the instance that pushed; `nil` for a pull.
    public var mapIndex: Int?
    public var key: String
    /// Where inside the value, `$` being the whole: `$.rows[3].when`.
    public var path: String
    /// What is wrong. It shows nothing of the value.
    public var message: String

    public var description: String {
        let task = taskIDs.isEmpty ? "any task" : "task " + taskIDs.map { "'\($0)'" }.joined(separator: ", ")
        let instance = mapIndex.map { $0 == TaskInstanceKey.unmapped ? "" : " (map index \($0))" } ?? ""
        return "\(operation) of XCom '\(key)' of \(task)\(instance) in run '\(runID)' of DAG '\(dagID)': "
            + "\(path): \(message)"
    }

    init(_ error: EncodingError, pushing address: XComAddress) {
        operation = "push"
        dagID = address.taskInstance.dagID
        runID = address.taskInstance.runID
        taskIDs = [address.taskInstance.taskID]
        mapIndex = address.taskInstance.mapIndex
        key = address.key
        if case .invalidValue(_, let context) = error {
            path = context.path
            message = context.debugDescription
        } else {
            path = "$"
            message = "the value cannot be written"
        }
    }

    /// - `message`: Why the whole value cannot be pushed.
    package init(pushing address: XComAddress, message: String) {
        operation = "push"
        dagID = address.taskInstance.dagID
        runID = address.taskInstance.runID
        taskIDs = [address.taskInstance.taskID]
        mapIndex = address.taskInstance.mapIndex
        key = address.key
        path = "$"
        self.message = message
    }

    init(_ error: DecodingError, pulling pull: TaskPull) {
        let (path, message) = error.place
        self.init(pull, path: path, message: message)
    }

    init(_ error: JSONSyntaxError, pulling pull: TaskPull) {
        self.init(pull, path: "$", message: "the stored text is not JSON: \(error)")
    }

    private init(_ pull: TaskPull, path: String, message: String) {
        operation = "pull"
        dagID = pull.dagID
        runID = pull.runID
        taskIDs = pull.taskIDs ?? []
        mapIndex = nil
        key = pull.key
        self.path = path
        self.message = message
    }
}

extension DecodingError {
    /// Where inside the value it is, `$` being the whole, and what is wrong.
    package var place: (path: String, message: String) {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            (context.path, context.debugDescription)
        @unknown default: ("$", "the value cannot be read")
        }
    }
}

extension DecodingError.Context {
    fileprivate var path: String { codingPath.pathText }
}

extension EncodingError.Context {
    fileprivate var path: String { codingPath.pathText }
}

extension [any CodingKey] {
    fileprivate var pathText: String {
        reduce("$") { path, key in
            key.intValue.map { "\(path)[\($0)]" } ?? "\(path).\(key.stringValue)"
        }
    }
}
