package import XCom

package import struct FoundationEssentials.UUID

/// Asks a person for a decision (human in the loop).
package struct CreateHITLDetailPayload: ToSupervisor, ToTask {
    package var tiID: UUID
    package var options: [String]
    package var subject: String
    package var body: String?
    package var defaults: [String]?
    package var multiple: Bool?
    package var params: WireValue?
    package var assignedUsers: [HITLUser]?
}

/// Stores a person's decision.
package struct UpdateHITLDetail: ToSupervisor {
    package var tiID: UUID
    package var chosenOptions: [String]
    package var paramsInput: WireValue?
}

/// Asks for a person's decision.
package struct GetHITLDetailResponse: ToSupervisor {
    package var tiID: UUID
}

/// The answer to ``CreateHITLDetailPayload``.
package struct HITLDetailRequestResult: ToTask {
    package var tiID: UUID
    package var options: [String]
    package var subject: String
    package var body: String?
    package var defaults: [String]?
    package var multiple: Bool?
    package var params: WireValue?
    package var assignedUsers: [HITLUser]?
}

/// The answer to ``UpdateHITLDetail`` and ``GetHITLDetailResponse``: triggers ask these, and so it is none of the
/// SDK's replies to tasks (`jobs/triggerer_job_runner.py` has it, beside the SDK's `HITLDetailResponse`).
package struct HITLDetailResponseResult: ToTask {
    package static let nullableFields = ["responded_at"]

    package var responseReceived: Bool
    package var respondedByUser: HITLUser?
    package var respondedAt: Timestamp?
    package var chosenOptions: [String]
    package var paramsInput: WireValue
}

/// A person who may decide.
package struct HITLUser: Codable, Hashable, Sendable {
    package var id: String
    package var name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}
