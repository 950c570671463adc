internal import SQLite
package import XCom

extension SQLiteStore {
    package func names(_ kind: StoredName, of filter: XComFilter, rows: Int) throws -> [String] {
        var filter = filter
        let (table, column): (String, String)
        switch kind {
        case .runID:
            (table, column) = ("dag_run", "run_id")
            (filter.taskID, filter.mapIndex, filter.key) = (nil, nil, nil)
        case .taskID:
            (table, column) = ("task_instance", "task_id")
            filter.key = nil
        case .key:
            (table, column) = ("xcom", "\"key\"")
        }
        let conditions = Conditions(filter)
        let sql = """
            SELECT name FROM (
                SELECT \(column) AS name, rowid AS place FROM \(table)\(conditions.clause) ORDER BY rowid DESC LIMIT ?
            ) GROUP BY name ORDER BY max(place) DESC
            """
        return try access("list names") { connection in
            try connection.all(sql, conditions.arguments + [.int(rows)], of: table) { try $0.text(0) }
        }
    }
}
