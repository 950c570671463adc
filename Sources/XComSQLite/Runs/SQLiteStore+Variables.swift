internal import SQLite
package import XCom

extension SQLiteStore {
    package func variable(key: String) throws -> VariableRecord? {
        try access("get variable") { connection in
            try connection.first(StoredVariable.self, "WHERE \"key\" = ?", [.text(key)])?
                .variable(connection.fernetKeys)
        }
    }

    package func save(_ variable: VariableRecord) throws {
        try access("save variable") { connection in
            let stored = StoredVariable(
                key: variable.key, value: try connection.sealed(variable.value), description: variable.description)
            try connection.single { try connection.save(stored) }
        }
    }

    @discardableResult
    package func deleteVariable(key: String) throws -> Bool {
        try access("delete variable") { connection in
            try connection.single { try connection.run("DELETE FROM variable WHERE \"key\" = ?", [.text(key)]) > 0 }
        }
    }

    package func variableKeys(prefix: String) throws -> [String] {
        try access("list variables") { connection in
            try connection.all(
                "SELECT \"key\" FROM variable WHERE substr(\"key\", 1, length(?1)) = ?1 ORDER BY \"key\"",
                [.text(prefix)], of: "variable"
            ) { try $0.text(0) }
        }
    }

    package func variables() throws -> [VariableRecord] {
        try access("list variables") { connection in
            try connection.all(StoredVariable.self, "ORDER BY \"key\"", []).map {
                try $0.variable(connection.fernetKeys)
            }
        }
    }

    package func connection(id: String) throws -> ConnectionRecord? {
        try access("get connection") { connection in
            try connection.first(StoredConnection.self, "WHERE conn_id = ?", [.text(id)])?
                .connection(connection.fernetKeys)
        }
    }

    package func save(_ saved: ConnectionRecord) throws {
        try access("save connection") { connection in
            let stored = StoredConnection(
                connection: saved, password: try connection.sealed(ifAny: saved.password),
                extra: try connection.sealed(ifAny: saved.extra))
            try connection.single { try connection.save(stored) }
        }
    }

    @discardableResult
    package func deleteConnection(id: String) throws -> Bool {
        try access("delete connection") { connection in
            try connection.single { try connection.run("DELETE FROM connection WHERE conn_id = ?", [.text(id)]) > 0 }
        }
    }

    package func connectionTypes() throws -> [(connID: String, connType: String)] {
        try access("list connections") { connection in
            try connection.all(StoredConnection.self, "ORDER BY conn_id", [])
                .map { ($0.connection.connID, $0.connection.connType) }
        }
    }

    package func connections() throws -> [ConnectionRecord] {
        try access("list connections") { connection in
            try connection.all(StoredConnection.self, "ORDER BY conn_id", [])
                .map { try $0.connection(connection.fernetKeys) }
        }
    }
}
