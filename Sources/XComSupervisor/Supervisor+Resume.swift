package import FoundationEssentials
package import XCom

extension Supervisor {
    /// Lets a task go on that awaits a person's input, where there is an answer, or no more time for one.
    ///
    /// Airflow: `models/hitl.py, as_resume_event_payload`; `scheduler_job_runner.py, check_awaiting_input_timeouts`.
    ///
    /// - Returns: Whether it does not wait any more.
    package func resumeWithInput(_ id: UUID) throws -> Bool {
        let now = clock()
        return try store.transaction {
            let waiting = try taskInstance(id)
            guard waiting.state == .awaitingInput else { return true }
            var detail = try store.hitlDetail(taskInstanceID: id)
            let isAnswered = detail?.respondedAt != nil
            if !isAnswered {
                guard let end = waiting.triggerTimeout, end < now else { return false }
                detail = try detail.flatMap { try takeDefaults(of: $0, at: now) }
            }
            let encoder = WireEncoder(style: .xcom, names: .snakeCase)
            let event =
                if let detail {
                    try encoder.encode(InputEvent(detail, isTimedOut: !isAnswered))
                } else {
                    try encoder.encode(NoInputEvent())
                }
            try store.updateTaskInstance(id) { resumed in
                resumed.nextKwargs = Self.adding(event: event, to: resumed.nextKwargs)
                resumed.state = .scheduled
                resumed.scheduledAt = now
            }
            return true
        }
    }

    /// What is chosen where nobody answers in time; `nil` where there are no defaults.
    private func takeDefaults(of detail: HITLDetail, at now: Timestamp) throws -> HITLDetail? {
        guard let defaults = detail.defaults else { return nil }
        var detail = detail
        detail.chosenOptions = defaults
        detail.paramsInput = try detail.filled(nil)
        detail.respondedBy = nil
        detail.respondedAt = now
        try store.save(detail)
        return detail
    }

    /// The arguments of the next method with the event's payload among them.
    package static func adding(event: WireValue, to kwargs: WireValue?) -> WireValue {
        let text = kwargs?.text.trimmed() ?? ""
        guard text.hasPrefix("{"), text.hasSuffix("}") else { return WireValue(text: "{\"event\": \(event.text)}") }
        let members = text.dropFirst().dropLast().trimmed()
        let start = members.isEmpty ? "" : members + ", "
        return WireValue(text: "{\(start)\"event\": \(event.text)}")
    }
}

/// An answer, as the operator's next method takes it.
private struct InputEvent: Encodable {
    private enum CodingKeys: CodingKey {
        case chosenOptions, paramsInput, respondedAt, respondedByUser, timedout
    }

    private let detail: HITLDetail
    private let isTimedOut: Bool

    init(_ detail: HITLDetail, isTimedOut: Bool) {
        self.detail = detail
        self.isTimedOut = isTimedOut
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(detail.chosenOptions ?? WireValue(text: "[]"), forKey: .chosenOptions)
        try container.encode(detail.paramsInput, forKey: .paramsInput)
        try container.encode(detail.respondedAt, forKey: .respondedAt)
        try container.encode(detail.respondedBy ?? .null, forKey: .respondedByUser)
        try container.encode(isTimedOut, forKey: .timedout)
    }
}

/// Nobody has answered in time, and nothing is chosen then.
private struct NoInputEvent: Encodable {
    let error = "The Human-in-the-loop response timeout has passed without a response."
    let errorType = "timeout"
}
