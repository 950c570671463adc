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
            let stored = StoredVariable(
                key: variable.key, value: try connection.sealed(variable.value), description: variable.description)
            try connection.single { try connection.save(stored) }
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
            let stored = StoredConnection(
                connection: saved, password: try connection.sealed(ifAny: saved.password),
                extra: try connection.sealed(ifAny: saved.extra))
            try connection.single { try connection.save(stored) }
        }
    }
}
