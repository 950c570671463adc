internal import SQLite
package import XCom

extension SQLiteStore {
    package func insert(_ run: DagRun) throws {
        try access("insert DAG run") { connection in
            try connection.atomically {
                do {
                    try connection.insert(run)
                } catch let failure as SQLiteError where failure.isUniqueViolation {
                    throw run.alreadyExists
                }
                try Self.saveNote(of: run, on: connection)
            }
        }
    }

    private static func saveNote(of run: DagRun, on connection: StoreConnection) throws {
        guard let note = run.note else { return }
        let now = Timestamp.now()
        try connection.run(
            """
            INSERT INTO dag_run_note (dag_run_id, content, created_at, updated_at)
            SELECT id, ?, ?, ? FROM dag_run WHERE dag_id = ? AND run_id = ?
            ON CONFLICT (dag_run_id) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at
            """, [.text(note), .timestamp(now), .timestamp(now)] + run.key.arguments)
    }

    package func dagRun(_ key: DagRunKey) throws -> DagRun? {
        try access("get DAG run") { try Self.dagRun(key, on: $0) }
    }

    private static func dagRun(_ key: DagRunKey, on connection: StoreConnection) throws -> DagRun? {
        try connection.first(DagRun.self, "WHERE dag_run.dag_id = ? AND dag_run.run_id = ?", key.arguments)
    }

    package func dagRuns(_ filter: DagRunFilter) throws -> [DagRun] {
        var conditions = Conditions()
        conditions.add("dag_run.dag_id = ?", filter.dagID.map { .text($0) })
        conditions.add("dag_run.run_id", in: filter.runIDs)
        conditions.add("dag_run.logical_date", in: filter.logicalDates.map { $0.map(\.sqlText) })
        conditions.add("dag_run.logical_date < ?", filter.logicalDateBefore.map { .timestamp($0) })
        conditions.add("dag_run.state", in: filter.states.map { $0.map(\.rawValue) })
        return try access("list DAG runs") { connection in
            try connection.all(
                DagRun.self, conditions.clause + " ORDER BY dag_run.logical_date, dag_run.id", conditions.arguments)
        }
    }

    @discardableResult
    package func updateDagRun(_ key: DagRunKey, _ change: (inout DagRun) throws -> Void) throws -> DagRun {
        try access("update DAG run") { connection in
            try connection.atomically {
                guard var run = try Self.dagRun(key, on: connection) else { throw key.notFound("update DAG run") }
                try change(&run)
                run.key = key
                try connection.update(run, "WHERE dag_id = ? AND run_id = ?", key.arguments)
                try Self.saveNote(of: run, on: connection)
                return run
            }
        }
    }

    package func deleteDagRun(_ key: DagRunKey) throws {
        try access("delete DAG run") { connection in
            try connection.atomically {
                try connection.run(
                    """
                    DELETE FROM "trigger" WHERE id IN
                    (SELECT trigger_id FROM task_instance WHERE dag_id = ? AND run_id = ? AND trigger_id IS NOT NULL)
                    """, key.arguments)
                try connection.run("DELETE FROM dag_run WHERE dag_id = ? AND run_id = ?", key.arguments)
            }
        }
    }
}

extension DagRun {
    var alreadyExists: StoreError {
        StoreError(
            .dagRunAlreadyExists, operation: "insert DAG run",
            message: "DAG '\(key.dagID)' has a run with the id '\(key.runID)'"
                + (logicalDate.map { " or the logical date \($0.iso8601)" } ?? ""))
    }
}
