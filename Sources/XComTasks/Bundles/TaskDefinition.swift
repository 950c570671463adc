public import XCom

/// A task's code with what is said of it: what ``Task(_:executionTimeout:multipleOutputs:mappedLength:isDagResult:_:)-(_,_,_,_,_,_)``
/// makes.
public struct TaskDefinition: Sendable {
    /// The id of the task, with the ids of its groups before it.
    public let id: String
    /// After how long it is cancelled, and has failed.
    public let executionTimeout: Duration?
    /// Whether each member of the object that it returns is an XCom of its own as well.
    public let multipleOutputs: Bool
    /// When the length of what it returns is told.
    public let mappedLength: MappedLength
    /// Whether what it returns is the result of the DAG.
    public let isDagResult: Bool

    private let code: @Sendable (any RuntimeTaskInstanceProtocol) async throws -> WireValue?

    init<Output: Encodable & SendableMetatype>(
        _ id: String, executionTimeout: Duration?, multipleOutputs: Bool, mappedLength: MappedLength,
        isDagResult: Bool, _ body: @escaping @Sendable (any RuntimeTaskInstanceProtocol) async throws -> Output?
    ) {
        self.id = id
        self.executionTimeout = executionTimeout
        self.multipleOutputs = multipleOutputs
        self.mappedLength = mappedLength
        self.isDagResult = isDagResult
        code = { ti in
            guard let output = try await body(ti) else { return nil }
            let value = try WireValue(pushing: output, at: XComAddress(taskInstance: ti.key))
            return value.isNull ? nil : value
        }
    }

    /// Calls the task's code, and nothing else: what it returns is not pushed.
    ///
    /// - Returns: What it returned as Airflow would store it; `nil` for nothing.
    public func callAsFunction(_ ti: any RuntimeTaskInstanceProtocol) async throws -> WireValue? {
        try await code(ti)
    }
}

/// When a task's supervisor is told how long the returned value is, which a task that is mapped over it needs.
///
/// A supervisor does not tell a bundle whether something is mapped over a task. An Airflow refuses a longer value than its
/// `[core] max_map_length` (1024) where it is told the length, whether anything is mapped over it or not.
public enum MappedLength: Hashable, Sendable {
    /// For arrays of up to 1024 elements.
    case automatic
    /// For every array and object.
    case always
    /// Not at all.
    case never

    func length(of value: WireValue) throws -> Int? {
        guard self != .never else { return nil }
        let text = try JSONText(value.utf8)
        switch text.kind {
        case .array:
            let count = text.items()?.count
            return self == .always || count ?? 0 <= 1024 ? count : nil
        case .object where self == .always: return try text.members()?.count
        default: return nil
        }
    }
}

/// A task of ``Tasks``, whose code returns a value: its XCom `return_value`, unless it is `nil`.
///
/// It is a function, so that `Task` goes on to be Swift's type beside it.
///
/// - Parameters:
///   - id: The id of the task in the DAG file, with the ids of its groups before it.
///   - executionTimeout: After how long it is cancelled, and has failed; supervisors do not tell the DAG file's.
///   - multipleOutputs: Whether each member of the object that it returns is pushed as an XCom of its own as well.
///   - mappedLength: When the length of the returned value is told, for tasks that are mapped over it.
///   - isDagResult: Whether what it returns is the result of the DAG.
///   - body: The code. What it throws ends the task: see ``TaskEnd``.
// It reads as the type does, beside whose name it stands.
// swift-format-ignore: AlwaysUseLowerCamelCase
public func Task<Output: Encodable & SendableMetatype>(
    _ id: String, executionTimeout: Duration? = nil, multipleOutputs: Bool = false,
    mappedLength: MappedLength = .automatic, isDagResult: Bool = false,
    _ body: @escaping @Sendable (any RuntimeTaskInstanceProtocol) async throws -> Output
) -> TaskDefinition {
    TaskDefinition(
        id, executionTimeout: executionTimeout, multipleOutputs: multipleOutputs, mappedLength: mappedLength,
        isDagResult: isDagResult, body)
}

/// A task of ``Tasks``, whose code returns nothing.
///
/// - Parameters:
///   - id: The id of the task in the DAG file, with the ids of its groups before it.
///   - executionTimeout: After how long it is cancelled, and has failed; supervisors do not tell the DAG file's.
///   - body: The code. What it throws ends the task: see ``TaskEnd``.
// It reads as the type does, beside whose name it stands.
// swift-format-ignore: AlwaysUseLowerCamelCase
public func Task(
    _ id: String, executionTimeout: Duration? = nil,
    _ body: @escaping @Sendable (any RuntimeTaskInstanceProtocol) async throws -> Void
) -> TaskDefinition {
    TaskDefinition(
        id, executionTimeout: executionTimeout, multipleOutputs: false, mappedLength: .automatic, isDagResult: false
    ) { ti -> Bool? in
        try await body(ti)
        return nil
    }
}
