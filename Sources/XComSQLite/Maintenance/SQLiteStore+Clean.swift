internal import Glibc
internal import SQLite
package import XCom

/// How old runs go: in batches, each a transaction of some milliseconds, with pauses for whoever else writes.
extension SQLiteStore {
    /// So many rows, or bytes of them, go in one transaction.
    private static let batchRows = 500
    private static let batchBytes = 8 << 20
    /// So many pages are given back in one transaction.
    private static let batchPages = 256

    package func runs(beyond policy: RetentionPolicy) throws -> [DagRunExtent] {
        try access("list DAG runs") { connection in
            try connection.all(
                """
                SELECT dag_id, run_id,
                    (SELECT count(*) FROM task_instance t WHERE t.dag_id = r.dag_id AND t.run_id = r.run_id),
                    count(x.task_id), coalesce(sum(x.bytes), 0), coalesce(state IN ('success', 'failed'), 0)
                FROM (
                    SELECT *, row_number() OVER (
                        PARTITION BY dag_id ORDER BY coalesce(logical_date, run_after) DESC, id DESC) AS place
                    FROM dag_run
                ) r
                LEFT JOIN (SELECT dag_run_id, task_id, \(try connection.xcomSize) AS bytes FROM xcom) x ON x.dag_run_id = r.id
                WHERE (?1 IS NULL OR dag_id = ?1)
                AND (?2 IS NULL OR coalesce(end_date, start_date, run_after) < ?2)
                AND (?3 IS NULL OR place > ?3)
                GROUP BY r.id ORDER BY dag_id, place DESC
                """, [.optional(policy.dagID), .timestamp(policy.endedBefore), .optional(policy.keptRuns)],
                of: "dag_run"
            ) { row in
                DagRunExtent(
                    key: DagRunKey(dagID: try row.text(0), runID: try row.text(1)), hasEnded: try row.bool(5),
                    taskInstances: try row.count(2), xcoms: try row.count(3), bytes: try row.count(4))
            }
        }
    }

    package func deleteInBatches(_ run: DagRunKey) throws -> DagRunDeletion {
        for batch in [Self.xcomBatch, Self.taskInstanceBatch] {
            while true {
                let count = try inPausedTransaction { connection in
                    guard try Self.hasEnded(run, connection) else { return nil as Int? }
                    return try Self.delete(batch, of: run, connection)
                }
                guard let count else { return .left }
                if count == 0 { break }
            }
        }
        return try inPausedTransaction { connection in
            guard try Self.hasEnded(run, connection) else { return .left }
            try connection.run("DELETE FROM dag_run WHERE dag_id = ? AND run_id = ?", run.arguments)
            return .deleted
        }
    }

    /// None where the store was made by a version that did not plan for it; new values fill its empty pages.
    package func giveBackSpace() throws -> Int {
        let pageSize = try pragma("page_size")
        guard try pragma("auto_vacuum") == 2 else { return 0 }
        let before = try pragma("freelist_count")
        var left = before
        while left > 0 {
            let now = try inPausedTransaction { connection in
                _ = try connection.all("PRAGMA incremental_vacuum(\(Self.batchPages))", []) { _ in }
                return try connection.first("PRAGMA freelist_count", []) { try $0.int(0) } ?? 0
            }
            if now >= left { break }
            left = now
        }
        // The file shrinks when the log is written back. It waits for nobody.
        try access("give back space") { connection in
            _ = try connection.all("PRAGMA wal_checkpoint(PASSIVE)", []) { _ in }
        }
        return max(before - left, 0) * pageSize
    }

    package func emptySpace() throws -> Int {
        try pragma("freelist_count") * pragma("page_size")
    }

    private func pragma(_ name: String) throws -> Int {
        try access("look at \(name)") { connection in
            try connection.first("PRAGMA \(name)", []) { try $0.int(0) } ?? 0
        }
    }

    private static func hasEnded(_ run: DagRunKey, _ connection: StoreConnection) throws -> Bool {
        try connection.first(
            "SELECT 1 FROM dag_run WHERE dag_id = ? AND run_id = ? AND state IN ('success', 'failed')", run.arguments
        ) { _ in true } ?? false
    }

    private struct Batch {
        var table: String
        /// Row ids and sizes of a run's rows.
        var rows: String
    }

    private static let xcomBatch = Batch(
        table: "xcom",
        rows: """
            SELECT rowid, coalesce(\(BlobSchema.rowSize), 0) FROM xcom
            WHERE dag_run_id = (SELECT id FROM dag_run WHERE dag_id = ? AND run_id = ?) LIMIT \(batchRows)
            """)

    // What else hangs on an instance, its rendered fields for one, goes with it.
    private static let taskInstanceBatch = Batch(
        table: "task_instance",
        rows: "SELECT rowid, 0 FROM task_instance WHERE dag_id = ? AND run_id = ? LIMIT \(batchRows / 5)")

    private static func delete(_ batch: Batch, of run: DagRunKey, _ connection: StoreConnection) throws -> Int {
        var rows: [Int] = []
        var bytes = 0
        do {
            let execution = try connection.execution(batch.rows, run.arguments)
            while bytes < batchBytes, try execution.step() {
                rows.append(try execution.int(0))
                bytes += try execution.count(1)
            }
        }
        for row in rows {
            try connection.run("DELETE FROM \(batch.table) WHERE rowid = ?", [.int(row)])
        }
        return rows.count
    }

    /// A transaction, and a pause as long as it took, in which another process finds the file free.
    private func inPausedTransaction<Result>(_ body: (StoreConnection) throws -> Result) throws -> Result {
        let start = Timestamp.now()
        let result = try access("clean") { connection in
            try connection.transaction { try body(connection) }
        }
        let microseconds = Timestamp.now().microseconds - start.microseconds
        usleep(UInt32(min(max(microseconds, 500), 100_000)))
        return result
    }
}
