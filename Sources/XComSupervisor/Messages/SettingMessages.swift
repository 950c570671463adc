package import XCom

/// Asks for a variable.
package struct GetVariable: ToSupervisor {
    package var key: String
}

/// Stores a variable.
package struct PutVariable: ToSupervisor {
    package static let nullableFields = ["value", "description"]

    package var key: String
    package var value: String?
    package var description: String?
}

/// Deletes a variable; what is not there is no error.
package struct DeleteVariable: ToSupervisor {
    package var key: String
}

/// Asks for a connection.
package struct GetConnection: ToSupervisor {
    package var connID: String
}

/// Says that a value is a secret, which no log may show.
package struct MaskSecret: ToSupervisor {
    package var value: WireValue
    package var name: String?
}

/// Asks for a new descriptor to write logs to.
package struct ResendLoggingFD: ToSupervisor {}

/// Asks for the keys of variables, sorted.
package struct GetVariableKeys: ToSupervisor {
    package var prefix: String?
    package var limit: Int?
    package var offset: Int?
}

/// The answer to ``GetVariableKeys``: those from the offset on, up to the limit, and how many there are in all.
package struct VariableKeysResult: ToTask {
    package var keys: [String]
    package var totalEntries: Int
}

/// The answer to ``GetVariable``.
package struct VariableResult: ToTask {
    package var key: String
    package var value: String?
}

/// The answer to ``GetConnection``.
package struct ConnectionResult: ToTask {
    package var connID: String
    package var connType: String
    package var host: String?
    package var schema: String?
    package var login: String?
    package var password: String?
    package var port: Int?
    package var extra: String?
}

/// The answer to ``ResendLoggingFD``; the descriptors themselves go beside it.
package struct SentFDs: ToTask {
    package var fds: [Int]
}

/// The answer to what has nothing to say but that it was done.
package struct OKResponse: ToTask {
    package var ok: Bool
}

/// What could not be done. As a body it is an answer (not found), as an error it is raised in the task.
package struct ErrorResponse: ToTask {
    /// The SDK's `ErrorType`.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case connectionNotFound = "CONNECTION_NOT_FOUND"
        case variableNotFound = "VARIABLE_NOT_FOUND"
        case xcomNotFound = "XCOM_NOT_FOUND"
        case assetNotFound = "ASSET_NOT_FOUND"
        case taskStoreNotFound = "TASK_STORE_NOT_FOUND"
        case assetStoreNotFound = "ASSET_STORE_NOT_FOUND"
        case dagRunAlreadyExists = "DAGRUN_ALREADY_EXISTS"
        case permissionDenied = "PERMISSION_DENIED"
        case genericError = "GENERIC_ERROR"
        case apiServerError = "API_SERVER_ERROR"
    }

    package var error: Kind
    /// A JSON object.
    package var detail: WireValue?

    package init(error: Kind = .genericError, detail: WireValue? = nil) {
        self.error = error
        self.detail = detail
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            error: try container.decodeIfPresent(Kind.self, forKey: .error) ?? .genericError,
            detail: try container.decodeIfPresent(WireValue.self, forKey: .detail))
    }
}
