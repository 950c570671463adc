internal import SQLite
internal import XCom

extension Backfill: StoredRecord {
    static let blank = Backfill(dagID: "", fromDate: .zero, toDate: .zero, createdAt: .zero)

    static let table = Table<Backfill>(
        "backfill",
        columns: [
            .rowID("id") { $0.id = Int64(try $1.int($2)) },
            Column("dag_id", { .text($0.dagID) }, { $0.dagID = try $1.text($2) }),
            Column("from_date", { .timestamp($0.fromDate) }, { $0.fromDate = try $1.timestamp($2) }),
            Column("to_date", { .timestamp($0.toDate) }, { $0.toDate = try $1.timestamp($2) }),
            Column("dag_run_conf", { .value($0.conf) }, { $0.conf = try $1.json($2) }),
            Column(
                "reprocess_behavior", { .text($0.reprocessBehavior.rawValue) },
                { $0.reprocessBehavior = try $1.word($2) }),
            Column("max_active_runs", { .int($0.maxActiveRuns) }, { $0.maxActiveRuns = try $1.count($2) }),
            Column("created_at", { .timestamp($0.createdAt) }, { $0.createdAt = try $1.timestamp($2) }),
            Column("completed_at", { .timestamp($0.completedAt) }, { $0.completedAt = try $1.optionalTimestamp($2) }),
            .written("updated_at") { _ in .timestamp(.now()) },
        ])
}

/// A date of a backfill, and the rows that it hangs on.
struct StoredBackfillRun: StoredRecord {
    var run: BackfillRun
    var backfillID: Int
    var dagRunID: Int?

    static let blank = StoredBackfillRun(run: BackfillRun(runID: nil, logicalDate: nil, sortOrdinal: 0), backfillID: 0)

    static let table = Table<StoredBackfillRun>(
        "backfill_dag_run", as: "date", join: "LEFT JOIN dag_run ON dag_run.id = date.dag_run_id",
        columns: [
            .rowID("id"),
            Column("backfill_id", { .int($0.backfillID) }, { $0.backfillID = try $1.int($2) }),
            Column("dag_run_id", { .optional($0.dagRunID) }, { $0.dagRunID = try $1.optionalInt($2) }),
            Column(
                "exception_reason", { .optional($0.run.exceptionReason) },
                { $0.run.exceptionReason = try $1.optionalText($2) }),
            Column(
                "logical_date", { .timestamp($0.run.logicalDate) },
                { $0.run.logicalDate = try $1.optionalTimestamp($2) }),
            Column(
                "partition_key", { .optional($0.run.partitionKey) }, { $0.run.partitionKey = try $1.optionalText($2) }),
            Column("sort_ordinal", { .int($0.run.sortOrdinal) }, { $0.run.sortOrdinal = try $1.count($2) }),
            .joined("dag_run.run_id") { $0.run.runID = try $1.optionalText($2) },
        ])
}
