public import XCom

public import struct FoundationEssentials.UUID

/// Asks a person for a decision (human in the loop).
public struct CreateHITLDetailPayload: ToSupervisor, ToTask {
    public var tiID: UUID
    public var options: [String]
    public var subject: String
    public var body: String?
    public var defaults: [String]?
    public var multiple: Bool?
    public var params: WireValue?
    public var assignedUsers: [HITLUser]?
}

/// Stores a person's decision.
public struct UpdateHITLDetail: ToSupervisor {
    public var tiID: UUID
    public var chosenOptions: [String]
    public var paramsInput: WireValue?
}

/// Asks for a person's decision.
public struct GetHITLDetailResponse: ToSupervisor {
    public var tiID: UUID
}

/// The answer to ``CreateHITLDetailPayload``.
public struct HITLDetailRequestResult: ToTask {
    public var tiID: UUID
    public var options: [String]
    public var subject: String
    public var body: String?
    public var defaults: [String]?
    public var multiple: Bool?
    public var params: WireValue?
    public var assignedUsers: [HITLUser]?
}

/// The answer to ``UpdateHITLDetail`` and ``GetHITLDetailResponse``: triggers ask these, and so it is none of the
/// SDK's replies to tasks (`jobs/triggerer_job_runner.py` has it, beside the SDK's `HITLDetailResponse`).
public struct HITLDetailResponseResult: ToTask {
    public static let nullableFields = ["responded_at"]

    public var responseReceived: Bool
    public var respondedByUser: HITLUser?
    public var respondedAt: Timestamp?
    public var chosenOptions: [String]
    public var paramsInput: WireValue
}

/// A person who may decide.
public struct HITLUser: Codable, Hashable, Sendable {
    public var id: String
    public var name: String
}
