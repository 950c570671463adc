internal import SQLite
public import XCom

extension SQLiteStore {
    public func insert(_ run: DagRun) throws {
        try access("insert DAG run") { connection in
            try connection.atomically {
                do {
                    let columns = ["dag_id", "run_id", "created_at"] + DagRun.columns
                    let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
                    try connection.run(
                        "INSERT INTO dag_run (\(columns.joined(separator: ", "))) VALUES (\(marks))",
                        run.key.arguments + [.timestamp(.now())] + run.arguments)
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

    public func dagRun(_ key: DagRunKey) throws -> DagRun? {
        try access("get DAG run") { try Self.dagRun(key, on: $0) }
    }

    private static func dagRun(_ key: DagRunKey, on connection: StoreConnection) throws -> DagRun? {
        try connection.first(DagRun.self, "WHERE dag_run.dag_id = ? AND dag_run.run_id = ?", key.arguments)
    }

    public func dagRuns(_ filter: DagRunFilter) throws -> [DagRun] {
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
    public func updateDagRun(_ key: DagRunKey, _ change: (inout DagRun) throws -> Void) throws -> DagRun {
        try access("update DAG run") { connection in
            try connection.atomically {
                guard var run = try Self.dagRun(key, on: connection) else { throw key.notFound("update DAG run") }
                try change(&run)
                run.key = key
                let assignments = DagRun.columns.map { "\($0) = ?" }.joined(separator: ", ")
                try connection.run(
                    "UPDATE dag_run SET \(assignments) WHERE dag_id = ? AND run_id = ?", run.arguments + key.arguments)
                try Self.saveNote(of: run, on: connection)
                return run
            }
        }
    }

    public func deleteDagRun(_ key: DagRunKey) throws {
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

extension DagRun: StoredRecord {
    static let table = "dag_run"

    /// The columns that a change may change.
    static let columns = [
        "run_type", "state", "logical_date", "data_interval_start", "data_interval_end", "run_after", "queued_at",
        "start_date", "end_date", "conf", "triggered_by", "clear_number", "partition_key", "updated_at",
    ]

    var arguments: [Argument] {
        [
            .text(runType.rawValue), .text(state.rawValue), .timestamp(logicalDate), .timestamp(dataIntervalStart),
            .timestamp(dataIntervalEnd), .timestamp(runAfter), .timestamp(queuedAt), .timestamp(startDate),
            .timestamp(endDate), .value(conf), .optional(triggeredBy), .int(clearNumber), .optional(partitionKey),
            .timestamp(.now()),
        ]
    }

    static let select = """
        SELECT dag_run.dag_id, dag_run.run_id, dag_run.run_type, dag_run.state, dag_run.logical_date,
        dag_run.data_interval_start, dag_run.data_interval_end, dag_run.run_after, dag_run.queued_at,
        dag_run.start_date, dag_run.end_date, dag_run.conf, dag_run.triggered_by, dag_run.clear_number,
        dag_run.partition_key, dag_run_note.content
        FROM dag_run LEFT JOIN dag_run_note ON dag_run_note.dag_run_id = dag_run.id
        """

    init(row: borrowing Execution) throws {
        self.init(
            key: DagRunKey(dagID: try row.text(0), runID: try row.text(1)), runType: try row.word(2),
            state: try row.word(3), logicalDate: try row.optionalTimestamp(4), runAfter: try row.timestamp(7),
            conf: try row.optionalJSON(11) ?? WireValue(text: "{}"))
        dataIntervalStart = try row.optionalTimestamp(5)
        dataIntervalEnd = try row.optionalTimestamp(6)
        queuedAt = try row.optionalTimestamp(8)
        startDate = try row.optionalTimestamp(9)
        endDate = try row.optionalTimestamp(10)
        triggeredBy = try row.optionalText(12)
        clearNumber = try row.count(13)
        partitionKey = try row.optionalText(14)
        note = try row.optionalText(15)
    }

    var alreadyExists: StoreError {
        StoreError(
            .dagRunAlreadyExists, operation: "insert DAG run",
            message: "DAG '\(key.dagID)' has a run with the id '\(key.runID)'"
                + (logicalDate.map { " or the logical date \($0.iso8601)" } ?? ""))
    }
}
