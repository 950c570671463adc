internal import SQLite
package import XCom

extension SQLiteStore {
    package func importRuns(from source: any Store, dagID: String?) throws -> ImportReport {
        guard let source = source as? SQLiteStore else {
            throw StoreError(
                .notAStore, operation: "import",
                message: "\(source.place) is not an SQLite database; name one of Airflow 3"
            )
        }
        return try source.access("import") { from in
            try from.checkAirflow3(place: source.place)
            var importer = AirflowImport(from: from, store: self)
            try importer.importRuns(dagID: dagID)
            try importer.countWhatStays(dagID: dagID)
            return importer.report
        }
    }
}

extension StoreConnection {
    fileprivate func checkAirflow3(place: String) throws {
        guard try hasTable("alembic_version"), try hasTable("dag_run"), try hasTable("xcom"),
            try columns(of: "dag_run").contains("logical_date"), try columns(of: "xcom").contains("dag_run_id")
        else {
            throw StoreError(
                .notAStore, operation: "import",
                message: "\(place) is not a metadata database of Airflow 3; one of Airflow 2 is brought up to date by "
                    + "`airflow db migrate` of Airflow 3")
        }
    }

    fileprivate func columns(of table: String) throws -> [String] {
        let names = try all("SELECT name FROM pragma_table_info(?)", [.text(table)]) { try $0.text(0) }
        guard !names.isEmpty else {
            throw StoreError(
                .notAStore, operation: "import", message: "there is no table \(table) in \(place); restore a copy of it"
            )
        }
        return names
    }
}

/// One import, while it goes on.
private struct AirflowImport {
    let from: StoreConnection
    let store: SQLiteStore
    var report = ImportReport()

    /// What both databases have of each table; ids that number rows, and references to what is not copied, are left out.
    private var sharedColumns: [String: [String]] = [:]

    init(from: StoreConnection, store: SQLiteStore) {
        self.from = from
        self.store = store
    }

    mutating func importRuns(dagID: String?) throws {
        let runs = try from.all(
            "SELECT id, dag_id, run_id, logical_date, state FROM dag_run WHERE ?1 IS NULL OR dag_id = ?1 ORDER BY id",
            [.optional(dagID)], of: "dag_run"
        ) { row in
            (
                id: try row.int(0), key: DagRunKey(dagID: try row.text(1), runID: try row.text(2)),
                date: row.argument(3), state: row.label(4)
            )
        }
        for run in runs {
            let isThere = try store.access("import") { to in
                try to.first(
                    "SELECT 1 FROM dag_run WHERE dag_id = ? AND (run_id = ? OR logical_date = ?)",
                    run.key.arguments + [run.date]
                ) { _ in true } ?? false
            }
            if isThere {
                report.lose(.runsAlreadyThere, example: "\(run.key.dagID) \(run.key.runID)")
                continue
            }
            if run.state != "success", run.state != "failed" {
                report.lose(.runsNotEnded, example: "\(run.key.dagID) \(run.key.runID)")
            }
            let before = report
            do {
                try store.transaction {
                    try importRun(run.key, id: run.id)
                    try readBack(run.key)
                }
            } catch let error as StoreError where error.code == .corrupt {
                report = before
                report.lose(.unreadableRuns, example: "\(run.key.dagID) \(run.key.runID): \(error.message)")
            } catch {
                report = before
                throw error
            }
        }
    }

    /// Checks that what was copied can be read: the columns of the source may hold anything.
    private func readBack(_ run: DagRunKey) throws {
        _ = try store.dagRun(run)
        _ = try store.dag(id: run.dagID)
        for instance in try store.taskInstances(TaskInstanceFilter(dagID: run.dagID, runIDs: [run.runID])) {
            _ = try store.taskMap(of: instance.key)
            _ = try store.renderedFields(of: instance.key)
        }
        _ = try store.summaries(XComFilter(dagID: run.dagID, runID: run.runID), order: .address, limit: nil)
    }

    private mutating func importRun(_ run: DagRunKey, id: Int) throws {
        let dag: [Argument] = [.text(run.dagID)]
        try copy("dag", "dag_id = ?", dag, orIgnore: true)
        try copy("dag_tag", "dag_id = ?", dag, orIgnore: true)
        try copy("dag_run", "id = ?", [.int(id)])
        let newID = try store.access("import") { Int($0.database.lastInsertedRowID) }
        try copy("dag_run_note", "dag_run_id = ?", [.int(id)], adding: [("dag_run_id", .int(newID))])
        report.dagRuns += 1
        let ofRun = "dag_id = ? AND run_id = ?"
        report.taskInstances += try copy("task_instance", ofRun, run.arguments)
        report.lose(
            .triggers,
            try from.first(
                "SELECT count(*) FROM task_instance WHERE \(ofRun) AND trigger_id IS NOT NULL", run.arguments
            ) { try $0.count(0) } ?? 0)
        for table in ["task_map", "rendered_task_instance_fields"] {
            try copy(table, "\(ofRun) AND \(Self.hasInstance(table))", run.arguments)
        }
        try importXComs(of: run, id: id, newID: newID)
    }

    private static func hasInstance(_ table: String) -> String {
        """
        EXISTS (SELECT 1 FROM task_instance t WHERE t.dag_id = \(table).dag_id AND t.run_id = \(table).run_id
        AND t.task_id = \(table).task_id AND t.map_index = \(table).map_index)
        """
    }

    private mutating func importXComs(of run: DagRunKey, id: Int, newID: Int) throws {
        let rows = try from.execution(
            """
            SELECT task_id, map_index, "key", timestamp, value, typeof(value) = 'real' AND (value >= 9e15 OR value <= -9e15),
            \(Self.hasInstance("xcom")) FROM xcom WHERE dag_run_id = ? ORDER BY task_id, map_index, "key"
            """, [.int(id)])
        while try rows.step() {
            let address = try from.naming("xcom") {
                let instance = TaskInstanceKey(
                    dagID: run.dagID, runID: run.runID, taskID: try rows.text(0), mapIndex: try rows.int(1))
                return XComAddress(taskInstance: instance, key: try rows.text(2))
            }
            let instance = address.taskInstance
            let example = "\(run.dagID) \(run.runID) \(instance.taskID) \(address.key)"
            guard try rows.bool(6) else {
                report.lose(.xcomsWithoutTask, example: example)
                continue
            }
            let value = rows.value(4)
            if (try? JSONText(value.utf8)) == nil {
                report.lose(.unreadableXComs, example: example)
                continue
            }
            if try rows.bool(5) { report.lose(.roundedNumbers, example: example) }
            try insert(value, at: address, timestamp: rows.argument(3), dagRunID: newID)
            report.xcoms += 1
        }
    }

    private func insert(_ value: WireValue, at address: XComAddress, timestamp: Argument, dagRunID: Int) throws {
        let instance = address.taskInstance
        let isLarge = store.options.offload.map { value.utf8.count > $0.threshold } ?? false
        if isLarge { try store.set(value, at: address) }
        _ = try store.access("import") { to in
            if isLarge {
                try to.run(
                    "UPDATE xcom SET timestamp = ? WHERE dag_run_id = ? AND task_id = ? AND map_index = ? AND \"key\" = ?",
                    [timestamp, .int(dagRunID), .text(instance.taskID), .int(instance.mapIndex), .text(address.key)])
            } else {
                try to.run(
                    """
                    INSERT INTO xcom (dag_run_id, dag_id, run_id, task_id, map_index, "key", value, timestamp, size)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [.int(dagRunID)] + instance.dagRun.arguments + [
                        .text(instance.taskID), .int(instance.mapIndex), .text(address.key), .value(value), timestamp,
                        .int(value.utf8.count),
                    ])
            }
        }
    }

    /// Copies rows of a table, the columns that both databases have, and gives back how many.
    @discardableResult
    private mutating func copy(
        _ table: String, _ condition: String, _ arguments: [Argument], adding: [(String, Argument)] = [],
        orIgnore: Bool = false
    ) throws -> Int {
        let columns = try shared(table)
        let quoted = columns.map { "\"\($0)\"" }
        let rows = try from.execution(
            "SELECT \(quoted.joined(separator: ", ")) FROM \(table) WHERE \(condition)", arguments)
        let names = quoted + adding.map { "\"\($0.0)\"" }
        let insert =
            "INSERT \(orIgnore ? "OR IGNORE " : "")INTO \(table) (\(names.joined(separator: ", "))) "
            + "VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))"
        var count = 0
        while try rows.step() {
            let values = columns.indices.map { rows.argument(Int32($0)) } + adding.map(\.1)
            _ = try store.access("import") { try $0.run(insert, values) }
            count += 1
        }
        return count
    }

    private mutating func shared(_ table: String) throws -> [String] {
        if let known = sharedColumns[table] { return known }
        let theirs = Set(try from.columns(of: table))
        let left: Set =
            table == "task_instance"
            ? ["trigger_id"] : table == "dag_run" ? ["id"] : table == "dag_run_note" ? ["dag_run_id"] : []
        let ours = try store.access("import") { try $0.columns(of: table) }
        let columns = ours.filter { theirs.contains($0) && !left.contains($0) }
        sharedColumns[table] = columns
        return columns
    }

    /// What the database has beside runs.
    mutating func countWhatStays(dagID: String?) throws {
        let ofDag: [(ImportLoss.Kind, String)] = [
            (.earlierTries, "task_instance_history"), (.archivedXComs, "_xcom_archive"),
        ]
        let ofAll: [(ImportLoss.Kind, String)] = [
            (.variables, "variable"), (.connections, "connection"), (.assets, "asset"), (.assetEvents, "asset_event"),
        ]
        for (kind, table) in ofDag where try from.hasTable(table) {
            let count = try from.first(
                "SELECT count(*) FROM \(table) WHERE ?1 IS NULL OR dag_id = ?1", [.optional(dagID)]
            ) {
                try $0.count(0)
            }
            report.lose(kind, count ?? 0)
        }
        for (kind, table) in ofAll where try from.hasTable(table) {
            report.lose(kind, try from.first("SELECT count(*) FROM \(table)", []) { try $0.count(0) } ?? 0)
        }
    }
}
