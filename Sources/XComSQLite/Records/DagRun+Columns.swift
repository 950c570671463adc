internal import SQLite
internal import XCom

extension DagRun: StoredRecord {
    static let blank = DagRun(
        key: DagRunKey(dagID: "", runID: ""), runType: .manual, state: .queued, logicalDate: nil, runAfter: .zero)

    static let table = Table<DagRun>(
        "dag_run", as: "dag_run",
        join: """
            LEFT JOIN dag_run_note ON dag_run_note.dag_run_id = dag_run.id
            JOIN (SELECT NULL AS airflow_rules, NULL AS partition_date) AS absent
            """,
        columns: [
            .key("dag_id", { .text($0.key.dagID) }, { $0.key.dagID = try $1.text($2) }),
            .key("run_id", { .text($0.key.runID) }, { $0.key.runID = try $1.text($2) }),
            .writtenOnce("created_at") { _ in .timestamp(.now()) },
            Column("run_type", { .text($0.runType.rawValue) }, { $0.runType = try $1.word($2) }),
            Column("state", { .text($0.state.rawValue) }, { $0.state = try $1.word($2) }),
            Column("logical_date", { .timestamp($0.logicalDate) }, { $0.logicalDate = try $1.optionalTimestamp($2) }),
            Column(
                "data_interval_start", { .timestamp($0.dataIntervalStart) },
                { $0.dataIntervalStart = try $1.optionalTimestamp($2) }),
            Column(
                "data_interval_end", { .timestamp($0.dataIntervalEnd) },
                { $0.dataIntervalEnd = try $1.optionalTimestamp($2) }),
            Column("run_after", { .timestamp($0.runAfter) }, { $0.runAfter = try $1.timestamp($2) }),
            Column("queued_at", { .timestamp($0.queuedAt) }, { $0.queuedAt = try $1.optionalTimestamp($2) }),
            Column("start_date", { .timestamp($0.startDate) }, { $0.startDate = try $1.optionalTimestamp($2) }),
            Column("end_date", { .timestamp($0.endDate) }, { $0.endDate = try $1.optionalTimestamp($2) }),
            Column("conf", { .value($0.conf) }, { $0.conf = try $1.optionalJSON($2) ?? WireValue(text: "{}") }),
            Column("triggered_by", { .optional($0.triggeredBy) }, { $0.triggeredBy = try $1.optionalText($2) }),
            Column("clear_number", { .int($0.clearNumber) }, { $0.clearNumber = try $1.count($2) }),
            Column("partition_key", { .optional($0.partitionKey) }, { $0.partitionKey = try $1.optionalText($2) }),
            .written("updated_at") { _ in .timestamp(.now()) },
            .written("airflow_rules") { .text($0.rules.rawValue) },
            .written("partition_date") { .timestamp($0.partitionDate) },
            // Not every table of Airflow's has these columns, nor has an old store that is only read: there the names mean
            // the columns beside the table.
            .joined("(SELECT airflow_rules FROM dag_run AS same WHERE same.id = dag_run.id)") { run, row, column in
                if !row.isNull(column) { run.rules = try row.word(column) }
            },
            .joined("(SELECT partition_date FROM dag_run AS same WHERE same.id = dag_run.id)") {
                $0.partitionDate = try $1.optionalTimestamp($2)
            },
            .joined("dag_run_note.content") { $0.note = try $1.optionalText($2) },
        ])
}
