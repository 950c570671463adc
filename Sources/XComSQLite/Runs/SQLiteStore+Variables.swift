internal import SQLite
public import XCom

extension SQLiteStore {
    public func variable(key: String) throws -> Variable? {
        try access("get variable") { connection in
            try connection.first(StoredVariable.self, "WHERE \"key\" = ?", [.text(key)])?
                .variable(connection.fernetKeys)
        }
    }

    public func save(_ variable: Variable) throws {
        try access("save variable") { connection in
            let value = try connection.sealed(variable.value)
            _ = try connection.single {
                try connection.run(
                    """
                    INSERT INTO variable ("key", val, description, is_encrypted) VALUES (?, ?, ?, ?)
                    ON CONFLICT ("key") DO UPDATE SET val = excluded.val, description = excluded.description,
                    is_encrypted = excluded.is_encrypted
                    """,
                    [
                        .text(variable.key), .text(value.text), .optional(variable.description),
                        .int(value.isEncrypted ? 1 : 0),
                    ])
            }
        }
    }

    @discardableResult
    public func deleteVariable(key: String) throws -> Bool {
        try access("delete variable") { connection in
            try connection.single { try connection.run("DELETE FROM variable WHERE \"key\" = ?", [.text(key)]) > 0 }
        }
    }

    public func connection(id: String) throws -> XCom.Connection? {
        try access("get connection") { connection in
            try connection.first(StoredConnection.self, "WHERE conn_id = ?", [.text(id)])?
                .connection(connection.fernetKeys)
        }
    }

    public func save(_ saved: XCom.Connection) throws {
        try access("save connection") { connection in
            let password = try connection.sealed(ifAny: saved.password)
            let extra = try connection.sealed(ifAny: saved.extra)
            _ = try connection.single {
                try connection.run(
                    """
                    INSERT INTO connection (conn_id, conn_type, host, schema, login, password, port, extra, is_encrypted,
                    is_extra_encrypted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (conn_id) DO UPDATE SET conn_type = excluded.conn_type, host = excluded.host,
                    schema = excluded.schema, login = excluded.login, password = excluded.password,
                    port = excluded.port, extra = excluded.extra, is_encrypted = excluded.is_encrypted,
                    is_extra_encrypted = excluded.is_extra_encrypted
                    """,
                    [
                        .text(saved.connID), .text(saved.connType), .optional(saved.host), .optional(saved.schema),
                        .optional(saved.login), .optional(password.text), .optional(saved.port),
                        .optional(extra.text), .int(password.isEncrypted ? 1 : 0), .int(extra.isEncrypted ? 1 : 0),
                    ])
            }
        }
    }
}
