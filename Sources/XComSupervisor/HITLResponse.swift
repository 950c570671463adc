package import FoundationEssentials
package import XCom

/// A person's answer to a task.
///
/// Airflow: `api_fastapi/core_api/routes/public/hitl.py`, which leaves what does not fit for the task to fail by; here it is
/// refused while the person is there.
package struct HITLResponse: Hashable, Sendable {
    package var options: [String]
    /// A JSON object with values for the form, by name; those that are left out have their defaults.
    package var params: WireValue?
    package var user: HITLUser

    package init(options: [String], params: WireValue? = nil, user: HITLUser) {
        self.options = options
        self.params = params
        self.user = user
    }
}

/// Why an answer is not taken.
package struct HITLRefusal: Error, Equatable, CustomStringConvertible {
    package var description: String
}

extension HITLDetail {
    /// What may be chosen.
    package var optionTexts: [String] { Self.texts(options) }
    /// What is chosen where nobody answers in time.
    package var defaultTexts: [String] { Self.texts(defaults ?? .null) }
    /// The ids of those who may answer; empty for anybody.
    package var assigneeIDs: [String] {
        (try? JSONValue(assignees ?? .null))?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    }
    /// The fields of the form with their defaults, in order.
    package var paramDefaults: [(name: String, value: WireValue)] {
        let members = (try? JSONText(params.utf8).members()) ?? nil
        return (members ?? []).map { name, param in
            let described = try? param.members()
            let value = described?.first { $0.key == "value" }?.value
            let isDescribed = value != nil && described?.contains { $0.key == "schema" } ?? false
            return (name, (isDescribed ? value ?? param : param).wireValue)
        }
    }

    private static func texts(_ array: WireValue) -> [String] {
        (try? JSONValue(array))?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    /// The values of the form: those that are given, and the defaults of the others.
    ///
    /// - Throws: ``HITLRefusal``
    func filled(_ given: WireValue?) throws -> WireValue {
        let members = try given.flatMap { try JSONText($0.utf8).members() } ?? []
        let fields = paramDefaults
        if let unknown = members.first(where: { member in !fields.contains { $0.name == member.key } }) {
            let names = fields.map(\.name)
            throw HITLRefusal(
                description: "the form has no field \(unknown.key)"
                    + (names.isEmpty ? "" : "; it has: \(names.joined(separator: ", "))"))
        }
        let values = fields.map { field in
            let value = members.last { $0.key == field.name }?.value.wireValue ?? field.value
            return "\(WireValue(encoding: field.name).text): \(value.text)"
        }
        return WireValue(text: "{\(values.joined(separator: ", "))}")
    }

    /// - Throws: ``HITLRefusal`` where the answer is none.
    package func check(_ response: HITLResponse) throws {
        guard respondedAt == nil else { throw HITLRefusal(description: "it has an answer already") }
        let choices = "choose \(multiple ? "some" : "one") of: \(optionTexts.joined(separator: ", "))"
        guard !response.options.isEmpty else { throw HITLRefusal(description: choices) }
        if let unknown = response.options.first(where: { !optionTexts.contains($0) }) {
            throw HITLRefusal(description: "\(unknown) is none of the options; \(choices)")
        }
        guard multiple || response.options.count == 1 else {
            throw HITLRefusal(description: "only one option may be chosen; \(choices)")
        }
        guard assigneeIDs.isEmpty || assigneeIDs.contains(response.user.id) else {
            throw HITLRefusal(
                description: "\(response.user.id) may not answer; those who may: \(assigneeIDs.joined(separator: ", "))"
            )
        }
    }
}

extension Supervisor {
    /// Records a person's answer.
    ///
    /// - Throws: ``HITLRefusal`` where it is none, or nobody waits for it.
    package func record(_ response: HITLResponse, of id: UUID) throws {
        try store.transaction {
            guard var detail = try store.hitlDetail(taskInstanceID: id) else {
                throw HITLRefusal(description: "the task asks nobody")
            }
            try detail.check(response)
            detail.paramsInput = try detail.filled(response.params)
            detail.chosenOptions = WireValue(encoding: response.options)
            detail.respondedBy = WireValue(encoding: response.user)
            detail.respondedAt = clock()
            try store.save(detail)
        }
    }
}
