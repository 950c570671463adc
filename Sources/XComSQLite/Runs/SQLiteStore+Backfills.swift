internal import SQLite
package import XCom

extension SQLiteStore {
    package func insert(_ backfill: Backfill) throws -> Int64 {
        try access("insert backfill") { connection in
            try connection.single {
                try connection.insert(backfill)
                return connection.database.lastInsertedRowID
            }
        }
    }

    package func insert(_ run: BackfillRun, backfillID: Int64) throws {
        try access("insert date of backfill") { connection in
            try connection.atomically {
                let dagRunID = try run.runID.flatMap { runID in
                    try connection.first(
                        "SELECT id FROM dag_run WHERE run_id = ? AND dag_id = (SELECT dag_id FROM backfill WHERE id = ?)",
                        [.text(runID), .int(Int(backfillID))]
                    ) { try $0.int(0) }
                }
                try connection.insert(
                    StoredBackfillRun(run: run, backfillID: Int(backfillID), dagRunID: dagRunID))
            }
        }
    }

    package func backfillRuns(backfillID: Int64) throws -> [BackfillRun] {
        try access("list dates of backfill") { connection in
            try connection.all(
                StoredBackfillRun.self, "WHERE date.backfill_id = ? ORDER BY date.sort_ordinal", [.int(Int(backfillID))]
            ).map(\.run)
        }
    }

    package func backfills(dagID: String?) throws -> [Backfill] {
        try access("list backfills") { connection in
            guard let dagID else { return try connection.all(Backfill.self, "ORDER BY id", []) }
            return try connection.all(Backfill.self, "WHERE dag_id = ? ORDER BY id", [.text(dagID)])
        }
    }

    package func completeBackfill(id: Int64, at date: Timestamp) throws {
        try access("complete backfill") { connection in
            _ = try connection.single {
                try connection.run(
                    "UPDATE backfill SET completed_at = ?, updated_at = ? WHERE id = ?",
                    [.timestamp(date), .timestamp(date), .int(Int(id))])
            }
        }
    }

    package func backfillOrdinal(of run: DagRunKey) throws -> Int? {
        try access("get backfill of DAG run") { connection in
            try connection.first(
                """
                SELECT date.sort_ordinal FROM backfill_dag_run AS date JOIN dag_run ON dag_run.id = date.dag_run_id
                WHERE dag_run.dag_id = ? AND dag_run.run_id = ? ORDER BY date.id DESC LIMIT 1
                """, run.arguments
            ) { try $0.count(0) }
        }
    }
}
