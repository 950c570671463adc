internal import XCom

extension GetVariable {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        guard !key.isEmpty else { throw SupervisorError.emptyPath("variable_key") }
        guard let variable = try supervisor.store.variable(key: key) else {
            return .body(ErrorResponse(error: .variableNotFound, detail: WireValue(encoding: ["key": key])))
        }
        return .body(VariableResult(key: variable.key, value: variable.value))
    }
}

extension GetVariableKeys {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        let (limit, offset) = (limit ?? 1000, offset ?? 0)
        guard 1...10_000 ~= limit, offset >= 0 else {
            throw SupervisorError.refused(422, "limit has to be from 1 to 10000, and offset 0 or more")
        }
        let keys = try supervisor.store.variableKeys(prefix: prefix ?? "")
        return .body(
            VariableKeysResult(keys: Array(keys.dropFirst(offset).prefix(limit)), totalEntries: keys.count))
    }
}

extension PutVariable {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        guard !key.isEmpty else { throw SupervisorError.emptyPath("variable_key") }
        try supervisor.store.save(VariableRecord(key: key, value: value ?? "None", description: description))
        return .empty
    }
}

extension DeleteVariable {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        guard !key.isEmpty else { throw SupervisorError.emptyPath("variable_key") }
        try supervisor.store.deleteVariable(key: key)
        return .body(OKResponse(ok: true))
    }
}

extension GetConnection {
    package func answer(by supervisor: Supervisor) throws -> Reply {
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
    package func answer(by supervisor: Supervisor) throws -> Reply {
        .empty
    }
}

extension ResendLoggingFD {
    /// A descriptor goes beside the messages: a transport that can send one answers before the supervisor is asked.
    package func answer(by supervisor: Supervisor) throws -> Reply {
        throw SupervisorError.unanswered(Self.type, "a log descriptor can only be sent over a socket")
    }
}
