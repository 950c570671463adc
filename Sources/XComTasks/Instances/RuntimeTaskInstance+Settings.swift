public import XCom
internal import XComSupervisor

extension RuntimeTaskInstanceProtocol {
    // MARK: Variables

    /// The text of a variable: `AIRFLOW_VAR_<KEY>` in the environment, else what the supervisor has; `nil` where there is none.
    public func variable(_ key: String) async throws -> String? {
        if let text = comms.environment["AIRFLOW_VAR_\(key.uppercased())"] { return text }
        return try await comms.perform { try $0.find(GetVariable(named: key), for: VariableResult.self)?.value }
    }

    /// As ``variable(_:)``, its text read as JSON.
    ///
    /// - Throws: ``SettingError`` where the text is not JSON of the type.
    public func variable<Value: Decodable>(_ key: String, as type: Value.Type) async throws -> Value? {
        guard let text = try await variable(key) else { return nil }
        return try SettingError.reading("variable '\(key)'") {
            try WireDecoder().decode(type, from: JSONText(Array(text.utf8)).wireValue)
        }
    }

    /// Stores a variable.
    public func setVariable(_ key: String, _ value: String, description: String? = nil) async throws {
        try await comms.perform { try $0.send(PutVariable(key, value, description: description)) }
    }

    /// Deletes a variable; what is not there is no error.
    public func deleteVariable(_ key: String) async throws {
        try await comms.perform { try $0.send(DeleteVariable(named: key)) }
    }

    // MARK: Connections

    /// A connection: `AIRFLOW_CONN_<ID>` in the environment, as a URI or JSON, else what the supervisor has; `nil` where there
    /// is none.
    ///
    /// - Throws: ``SettingError`` where the environment's text is neither.
    public func connection(_ id: String) async throws -> ConnectionRecord? {
        if let text = comms.environment["AIRFLOW_CONN_\(id.uppercased())"], !text.isEmpty {
            return try ConnectionRecord(connID: id, text: text)
        }
        return try await comms.perform { try $0.find(GetConnection(named: id), for: ConnectionResult.self)?.record }
    }
}

/// Why a variable, a connection, a state or the `conf` of a run could not be read.
public struct SettingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which it is: `connection 'warehouse'`.
    public var setting: String
    /// Where inside the value, `$` being the whole.
    public var path: String
    /// What is wrong. It shows nothing of the value.
    public var message: String

    public var description: String { "\(setting): \(path == "$" ? "" : "\(path): ")\(message)" }

    /// A value that is written as an object.
    static func object(_ value: some Encodable, of setting: String) throws -> WireValue {
        let value = try WireEncoder().encode(value)
        guard try JSONText(value.utf8).kind == .object else {
            throw SettingError(setting: setting, path: "$", message: "it is not written as an object")
        }
        return value
    }

    /// - `name`: The member that is read, where it is not the whole.
    static func reading<Value>(
        _ setting: String, at name: String? = nil, _ body: () throws -> Value
    ) throws -> Value {
        let start = name.map { "$.\($0)" } ?? "$"
        do {
            return try body()
        } catch let error as DecodingError {
            let (path, message) = error.place
            throw SettingError(setting: setting, path: start + path.dropFirst(), message: message)
        } catch let error as JSONSyntaxError {
            throw SettingError(setting: setting, path: start, message: "it is not JSON: \(error)")
        }
    }
}
