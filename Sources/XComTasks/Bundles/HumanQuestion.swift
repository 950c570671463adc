public import XCom

/// What a task asks a person (human in the loop).
public struct HumanQuestion: Hashable, Sendable {
    /// The question, in a line.
    public var subject: String
    /// The answers that can be chosen.
    public var options: [String]
    /// What there is to say of the question, in Markdown.
    public var body: String?
    /// What is chosen where nobody answers in time.
    public var defaults: [String]?
    /// Whether several answers can be chosen.
    public var multiple: Bool

    /// - Parameters:
    ///   - subject: The question, in a line.
    ///   - options: The answers that can be chosen.
    ///   - body: What there is to say of the question, in Markdown.
    ///   - defaults: What is chosen where nobody answers in time.
    ///   - multiple: Whether several answers can be chosen.
    public init(
        _ subject: String, options: [String], body: String? = nil, defaults: [String]? = nil, multiple: Bool = false
    ) {
        self.subject = subject
        self.options = options
        self.body = body
        self.defaults = defaults
        self.multiple = multiple
    }

    /// What Airflow's own operator refuses as well.
    func check() throws {
        func wrong(_ message: String) -> SettingError {
            SettingError(setting: "question '\(subject)'", path: "$", message: message)
        }
        guard !options.isEmpty else { throw wrong("it has no options") }
        guard Set(defaults ?? []).isSubset(of: options) else { throw wrong("its defaults are not among its options") }
        guard multiple || defaults?.count ?? 0 <= 1 else {
            throw wrong("it has several defaults, and takes one answer")
        }
    }
}

/// What a person has answered, or what was chosen because nobody did in time.
public struct HumanInput: Codable, Hashable, Sendable {
    /// The answers.
    public var chosenOptions: [String]
    /// When it was answered.
    public var respondedAt: Timestamp
    /// Who has answered; `nil` where nobody did.
    public var respondedByUser: User?
    /// Whether nobody answered in time.
    public var isTimedOut: Bool

    /// A person who has answered.
    public struct User: Codable, Hashable, Sendable {
        /// The id that the auth manager knows.
        public var id: String
        /// The name.
        public var name: String

        public init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    public init(
        chosenOptions: [String], respondedAt: Timestamp = .now(), respondedByUser: User? = nil, isTimedOut: Bool = false
    ) {
        self.chosenOptions = chosenOptions
        self.respondedAt = respondedAt
        self.respondedByUser = respondedByUser
        self.isTimedOut = isTimedOut
    }

    private enum CodingKeys: String, CodingKey {
        case chosenOptions = "chosen_options"
        case respondedAt = "responded_at"
        case respondedByUser = "responded_by_user"
        case isTimedOut = "timedout"
    }
}

extension RuntimeTaskInstanceProtocol {
    /// What a person has answered to what the task has asked by ``TaskEnd/ask(_:timeout:)``; `nil` where it has not asked yet.
    ///
    /// ```swift
    /// guard let input = try await ti.humanInput else {
    ///     throw TaskEnd.ask(HumanQuestion("Publish?", options: ["yes", "no"]))
    /// }
    /// ```
    ///
    /// - Throws: an error that fails the try where nobody has answered in time, and nothing is chosen then.
    public var humanInput: HumanInput? {
        get async throws {
            guard let resumption = try await resumption, resumption.methodName == HumanQuestion.methodName else {
                return nil
            }
            if let error = try resumption.event(as: Refusal.self)?.error { throw NoHumanInput(description: error) }
            return try resumption.event()
        }
    }
}

extension HumanQuestion {
    /// Airflow's operator goes on there.
    static let methodName = "execute_complete"
}

private struct Refusal: Decodable {
    var error: String?
}

private struct NoHumanInput: Error, CustomStringConvertible {
    var description: String
}
