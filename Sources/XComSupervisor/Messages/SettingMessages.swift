public import XCom

/// Asks for a variable.
public struct GetVariable: ToSupervisor {
    public var key: String
}

/// Stores a variable.
public struct PutVariable: ToSupervisor {
    public static let nullableFields = ["value", "description"]

    public var key: String
    public var value: String?
    public var description: String?
}

/// Deletes a variable; what is not there is no error.
public struct DeleteVariable: ToSupervisor {
    public var key: String
}

/// Asks for a connection.
public struct GetConnection: ToSupervisor {
    public var connID: String
}

/// Says that a value is a secret, which no log may show.
public struct MaskSecret: ToSupervisor {
    public var value: WireValue
    public var name: String?
}

/// Asks for a new descriptor to write logs to.
public struct ResendLoggingFD: ToSupervisor {}

/// The answer to ``GetVariable``.
public struct VariableResult: ToTask {
    public var key: String
    public var value: String?
}

/// The answer to ``GetConnection``.
public struct ConnectionResult: ToTask {
    public var connID: String
    public var connType: String
    public var host: String?
    public var schema: String?
    public var login: String?
    public var password: String?
    public var port: Int?
    public var extra: String?
}

/// The answer to ``ResendLoggingFD``; the descriptors themselves go beside it.
public struct SentFDs: ToTask {
    public var fds: [Int]
}

/// The answer to what has nothing to say but that it was done.
public struct OKResponse: ToTask {
    public var ok: Bool
}

/// What could not be done. As a body it is an answer (not found), as an error it is raised in the task.
public struct ErrorResponse: ToTask {
    /// The SDK's `ErrorType`.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case connectionNotFound = "CONNECTION_NOT_FOUND"
        case variableNotFound = "VARIABLE_NOT_FOUND"
        case xcomNotFound = "XCOM_NOT_FOUND"
        case assetNotFound = "ASSET_NOT_FOUND"
        case dagRunAlreadyExists = "DAGRUN_ALREADY_EXISTS"
        case genericError = "GENERIC_ERROR"
        case apiServerError = "API_SERVER_ERROR"
    }

    public var error: Kind
    /// A JSON object.
    public var detail: WireValue?

    public init(error: Kind = .genericError, detail: WireValue? = nil) {
        self.error = error
        self.detail = detail
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            error: try container.decodeIfPresent(Kind.self, forKey: .error) ?? .genericError,
            detail: try container.decodeIfPresent(WireValue.self, forKey: .detail))
    }
}
