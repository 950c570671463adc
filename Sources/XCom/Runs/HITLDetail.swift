public import struct FoundationEssentials.UUID

/// What a task asks a person (human in the loop), and the answer: a row of Airflow's `hitl_detail` table.
public struct HITLDetail: Hashable, Sendable {
    /// The task instance that waits for an answer.
    public var taskInstanceID: UUID
    /// A JSON array of texts.
    public var options: WireValue
    /// What the question is about.
    public var subject: String
    /// The question in full, as Markdown.
    public var body: String?
    /// A JSON array of texts: what is chosen where nobody answers in time.
    public var defaults: WireValue?
    /// Whether several options may be chosen.
    public var multiple: Bool
    /// A JSON object: the fields of the form.
    public var params: WireValue
    /// A JSON array of objects with `id` and `name`: who may answer; `nil` for anybody.
    public var assignees: WireValue?
    /// When it was asked.
    public var createdAt: Timestamp
    /// `nil` while there is no answer.
    public var respondedAt: Timestamp?
    /// A JSON object with `id` and `name`; `nil` where nobody answered in time.
    public var respondedBy: WireValue?
    /// A JSON array of texts.
    public var chosenOptions: WireValue?
    /// A JSON object.
    public var paramsInput: WireValue

    public init(taskInstanceID: UUID, options: WireValue, subject: String, createdAt: Timestamp) {
        self.taskInstanceID = taskInstanceID
        self.options = options
        self.subject = subject
        self.multiple = false
        self.params = WireValue(text: "{}")
        self.createdAt = createdAt
        self.paramsInput = WireValue(text: "{}")
    }
}
