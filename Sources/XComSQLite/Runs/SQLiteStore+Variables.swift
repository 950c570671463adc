internal import GRDBSQLite
public import XCom

extension SQLiteStore {
    public func variable(key: String) throws -> Variable? {
        try access("get variable") { connection in
            try connection.first(
                "SELECT val, description, \"key\" FROM variable WHERE \"key\" = ?", [.text(key)], of: "variable"
            ) { Variable(key: key, value: try $0.text(0), description: try $0.optionalText(1)) }
        }
    }

    public func save(_ variable: Variable) throws {
        try access("save variable") { connection in
            _ = try connection.single {
                try connection.run(
                    """
                    INSERT INTO variable ("key", val, description) VALUES (?, ?, ?)
                    ON CONFLICT ("key") DO UPDATE SET val = excluded.val, description = excluded.description
                    """, [.text(variable.key), .text(variable.value), .optional(variable.description)])
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
            try connection.first(
                "SELECT conn_type, host, schema, login, password, port, extra, conn_id FROM connection WHERE conn_id = ?",
                [.text(id)], of: "connection"
            ) { row in
                var found = XCom.Connection(connID: id, connType: try row.text(0))
                found.host = try row.optionalText(1)
                found.schema = try row.optionalText(2)
                found.login = try row.optionalText(3)
                found.password = try row.optionalText(4)
                found.port = try row.optionalInt(5)
                found.extra = try row.optionalText(6)
                return found
            }
        }
    }

    public func save(_ saved: XCom.Connection) throws {
        try access("save connection") { connection in
            _ = try connection.single {
                try connection.run(
                    """
                    INSERT INTO connection (conn_id, conn_type, host, schema, login, password, port, extra)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (conn_id) DO UPDATE SET conn_type = excluded.conn_type, host = excluded.host,
                    schema = excluded.schema, login = excluded.login, password = excluded.password,
                    port = excluded.port, extra = excluded.extra
                    """,
                    [
                        .text(saved.connID), .text(saved.connType), .optional(saved.host), .optional(saved.schema),
                        .optional(saved.login), .optional(saved.password), .optional(saved.port),
                        .optional(saved.extra),
                    ])
            }
        }
    }
}
