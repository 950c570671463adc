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
            path = Self.path(context.codingPath)
            message = context.debugDescription
        } else {
            path = "$"
            message = "the value cannot be written"
        }
    }

    init(_ error: DecodingError, pulling pull: TaskPull) {
        self.init(pull, path: "$", message: "the value cannot be read")
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            path = Self.path(context.codingPath)
            message = context.debugDescription
        @unknown default: break
        }
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

    private static func path(_ codingPath: [any CodingKey]) -> String {
        codingPath.reduce("$") { path, key in
            key.intValue.map { "\(path)[\($0)]" } ?? "\(path).\(key.stringValue)"
        }
    }
}
