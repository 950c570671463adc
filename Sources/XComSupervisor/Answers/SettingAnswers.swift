internal import XCom

extension GetVariable {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        guard !key.isEmpty else { throw SupervisorError.emptyPath("variable_key") }
        guard let variable = try supervisor.store.variable(key: key) else {
            return .body(ErrorResponse(error: .variableNotFound, detail: WireValue(encoding: ["key": key])))
        }
        return .body(VariableResult(key: variable.key, value: variable.value))
    }
}

extension PutVariable {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        guard !key.isEmpty else { throw SupervisorError.emptyPath("variable_key") }
        try supervisor.store.save(Variable(key: key, value: value ?? "None", description: description))
        return .empty
    }
}

extension DeleteVariable {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        guard !key.isEmpty else { throw SupervisorError.emptyPath("variable_key") }
        try supervisor.store.deleteVariable(key: key)
        return .body(OKResponse(ok: true))
    }
}

extension GetConnection {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        guard let connection = try supervisor.store.connection(id: connID) else {
            return .body(ErrorResponse(error: .connectionNotFound, detail: WireValue(encoding: ["conn_id": connID])))
        }
        return .body(
            ConnectionResult(
                connID: connection.connID, connType: connection.connType, host: connection.host,
                schema: connection.schema, login: connection.login, password: connection.password,
                port: connection.port, extra: connection.extra))
    }
}

extension MaskSecret {
    /// Accepted: whoever writes the logs keeps the secrets, not the supervisor.
    public func answer(by supervisor: Supervisor) throws -> Reply {
        .empty
    }
}

extension ResendLoggingFD {
    /// A descriptor goes beside the messages: a transport that can send one answers before the supervisor is asked.
    public func answer(by supervisor: Supervisor) throws -> Reply {
        throw SupervisorError.unanswered(Self.type, "a log descriptor can only be sent over a socket")
    }
}
