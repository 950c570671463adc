internal import SQLite
package import XCom

extension SQLiteStore {
    package func save(_ dag: DagRecord) throws {
        try access("save DAG") { connection in
            try connection.atomically {
                try connection.save(dag)
                try connection.run("DELETE FROM dag_tag WHERE dag_id = ?", [.text(dag.dagID)])
                for tag in Set(dag.tags) {
                    try connection.run(
                        "INSERT INTO dag_tag (name, dag_id) VALUES (?, ?)", [.text(tag), .text(dag.dagID)])
                }
            }
        }
    }

    package func dag(id: String) throws -> DagRecord? {
        try access("get DAG") { connection in
            var dag = try connection.first(DagRecord.self, "WHERE dag_id = ?", [.text(id)])
            dag?.tags = try connection.all(
                "SELECT name, dag_id FROM dag_tag WHERE dag_id = ? ORDER BY name", [.text(id)], of: "dag_tag"
            ) { try $0.text(0) }
            return dag
        }
    }

    package func dagIDs() throws -> [String] {
        try access("list DAGs") { connection in
            try connection.all(
                "SELECT dag_id FROM dag UNION SELECT dag_id FROM dag_run ORDER BY dag_id", [], of: "dag"
            ) { try $0.text(0) }
        }
    }

    package func saveStructure(_ structure: WireValue, dagID: String) throws {
        try access("save DAG structure") { connection in
            _ = try connection.single {
                try connection.run(
                    """
                    INSERT INTO dag_structure (dag_id, data) VALUES (?, ?)
                    ON CONFLICT (dag_id) DO UPDATE SET data = excluded.data
                    """, [.text(dagID), .value(structure)])
            }
        }
    }

    package func structure(dagID: String) throws -> WireValue? {
        try access("get DAG structure") { connection in
            // The metadata database of a real Airflow has no such table.
            if isReadOnly, try !connection.hasTable("dag_structure") { return nil }
            return try connection.first(
                "SELECT data, dag_id FROM dag_structure WHERE dag_id = ?", [.text(dagID)], of: "dag_structure"
            ) { try $0.json(0) }
        }
    }
}
