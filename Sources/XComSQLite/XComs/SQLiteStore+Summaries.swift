internal import SQLite
package import XCom

extension SQLiteStore {
    package func summaries(_ filter: XComFilter, order: XComOrder, limit: Int?) throws -> [XComSummary] {
        let conditions = Conditions(filter)
        let columns =
            switch order {
            case .address: Self.addressColumns
            case .largestFirst: "bytes DESC, " + Self.addressColumns
            case .newestFirst: "timestamp DESC, " + Self.addressColumns
            }
        return try access("list XComs") { connection in
            let sql = """
                SELECT dag_id, run_id, task_id, map_index, "key", coalesce(\(try connection.xcomSize), 4) AS bytes,
                \(try connection.xcomIsNull), timestamp
                FROM xcom\(conditions.clause) ORDER BY \(columns) LIMIT ?
                """
            return try connection.all(sql, conditions.arguments + [.int(limit ?? -1)], of: "xcom") { row in
                XComSummary(
                    address: XComAddress(taskInstance: try row.taskInstanceKey(0), key: try row.text(4)),
                    size: try row.count(5), isNull: try row.bool(6), timestamp: try row.timestamp(7))
            }
        }
    }

    private static let addressColumns = "dag_id, run_id, task_id, map_index, \"key\""
}
