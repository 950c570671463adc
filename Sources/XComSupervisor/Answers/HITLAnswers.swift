internal import FoundationEssentials
internal import XCom

extension CreateHITLDetailPayload {
    /// A task asks anew in each try, and only its last question counts.
    package func answer(by supervisor: Supervisor) throws -> Reply {
        var detail = HITLDetail(
            taskInstanceID: try supervisor.taskInstance(tiID).id, options: WireValue(encoding: options),
            subject: subject, createdAt: supervisor.clock())
        detail.body = body
        detail.defaults = defaults.map { WireValue(encoding: $0) }
        detail.multiple = multiple ?? false
        detail.params = params ?? detail.params
        detail.assignees = assignedUsers.map { WireValue(encoding: $0) }
        try supervisor.store.save(detail)
        return .body(
            HITLDetailRequestResult(
                tiID: tiID, options: options, subject: subject, body: body, defaults: defaults,
                multiple: detail.multiple, params: detail.params, assignedUsers: assignedUsers ?? []))
    }
}

extension UpdateHITLDetail {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.store.transaction {
            var detail = try supervisor.hitlDetail(tiID)
            guard detail.respondedAt == nil else {
                throw SupervisorError.refused(
                    409,
                    "Human-in-the-loop detail for Task Instance with id \(tiID.uuidString.lowercased()) already exists."
                )
            }
            detail.respondedAt = supervisor.clock()
            detail.respondedBy = nil
            detail.chosenOptions = WireValue(encoding: chosenOptions)
            detail.paramsInput = paramsInput ?? WireValue(text: "{}")
            try supervisor.store.save(detail)
            return .body(try HITLDetailResponseResult(detail))
        }
    }
}

extension GetHITLDetailResponse {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        .body(try HITLDetailResponseResult(supervisor.hitlDetail(tiID)))
    }
}

extension Supervisor {
    fileprivate func hitlDetail(_ taskInstanceID: UUID) throws -> HITLDetail {
        guard let detail = try store.hitlDetail(taskInstanceID: taskInstanceID) else {
            throw SupervisorError.notFound(
                "HITLDetail not found. This happens most likely due to clearing task instance before receiving response."
            )
        }
        return detail
    }
}

extension HITLDetailResponseResult {
    fileprivate init(_ detail: HITLDetail) throws {
        func decode<Value: Decodable>(_ type: Value.Type, _ value: WireValue?) throws -> Value? {
            guard let value, !value.isNull else { return nil }
            return try MessageCoding.decode(type, from: value.utf8)
        }
        self.init(
            responseReceived: detail.respondedAt != nil, respondedByUser: try decode(HITLUser.self, detail.respondedBy),
            respondedAt: detail.respondedAt, chosenOptions: try decode([String].self, detail.chosenOptions) ?? [],
            paramsInput: detail.paramsInput)
    }
}
