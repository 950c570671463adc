internal import SQLite
package import XCom

extension SQLiteStore {
    package func entries(of selection: XComSelection, in window: XComSelection.Window) throws -> [XComEntry] {
        var query = SelectionQuery(selection)
        let order = query.order(selection, isReversed: window.isReversed)
        return try access("get XComs") { connection in
            try connection.all(
                """
                SELECT xcom.dag_id, xcom.run_id, xcom.task_id, xcom.map_index, xcom."key", xcom.value, xcom.timestamp
                \(query.source) ORDER BY \(order) LIMIT ? OFFSET ?
                """, query.arguments + [.int(window.limit ?? -1), .int(window.offset)], of: "xcom"
            ) { row in
                XComEntry(
                    address: XComAddress(taskInstance: try row.taskInstanceKey(0), key: try row.text(4)),
                    value: try connection.xcomValue(row, 5), timestamp: try row.timestamp(6))
            }
        }
    }

    package func count(of selection: XComSelection) throws -> Int {
        let query = SelectionQuery(selection)
        return try access("count XComs") { connection in
            try connection.first("SELECT count(*) \(query.source)", query.arguments) { try $0.count(0) } ?? 0
        }
    }
}

/// The SQL of a selection: one text for all selections of one kind.
private struct SelectionQuery {
    /// From `FROM` to the end of the conditions.
    let source: String
    private(set) var arguments: [Argument]

    init(_ selection: XComSelection) {
        var conditions = Conditions()
        if selection.includePriorDates {
            conditions.add(
                """
                coalesce(dag_run.logical_date, dag_run.run_after)
                <= (SELECT max(coalesce(logical_date, run_after)) FROM dag_run WHERE run_id = ?)
                """, .text(selection.runID))
        } else {
            conditions.add("dag_run.run_id = ?", .text(selection.runID))
        }
        conditions.add("dag_run.dag_id", in: selection.dagIDs)
        conditions.add("xcom.task_id", in: selection.taskIDs)
        conditions.add("xcom.\"key\" = ?", selection.key.map { .text($0) })
        switch selection.mapIndexes {
        case .each(let indexes):
            conditions.add("xcom.map_index", in: indexes)
        case .range(let range):
            conditions.add("xcom.map_index >= ?", .int(range.lowerBound))
            conditions.add("xcom.map_index < ?", .int(range.upperBound))
        case nil: break
        }
        source = "FROM xcom JOIN dag_run ON dag_run.id = xcom.dag_run_id\(conditions.clause)"
        arguments = conditions.arguments
    }

    /// The terms of the order. Their arguments follow those of the conditions.
    mutating func order(_ selection: XComSelection, isReversed: Bool) -> String {
        guard case .place(let tasks, let mapIndexes) = selection.order else {
            let direction = isReversed ? "" : " DESC"
            return ["dag_run.logical_date", "xcom.timestamp", "xcom.rowid"].map { $0 + direction }
                .joined(separator: ", ")
        }
        var terms: [String] = []
        func place(_ column: String) -> String {
            "(SELECT max(key) FROM json_each(?) WHERE value = \(column))"
        }
        switch tasks {
        case .ascending: terms.append("xcom.task_id")
        case .listed(let taskIDs):
            terms.append(place("xcom.task_id"))
            arguments.append(.value(WireValue(keys: taskIDs)))
        case nil: break
        }
        switch mapIndexes {
        case .ascending: terms.append("xcom.map_index")
        case .listed(let indexes):
            terms.append(place("xcom.map_index"))
            arguments.append(.value(WireValue(indexes: indexes)))
        }
        if isReversed { terms = terms.map { $0 + " DESC" } }
        // Airflow leaves the rest open. SQLite gives it rows in the order of the index that it uses: those of one key as
        // they were pushed, those of all keys task by task. Read from the end they come in that order too.
        if selection.key == nil { terms.append("xcom.task_id") }
        return (terms + ["xcom.timestamp", "xcom.rowid"]).joined(separator: ", ")
    }
}
