internal import SQLite
package import XCom

extension SQLiteStore {
    /// The version of the SQLite library.
    package static var libraryVersion: String {
        Database.libraryVersion
    }

    /// Damaged pages and indexes, rows that refer to nothing or cannot be read, blobs that are not there.
    package func problems() throws -> [String] {
        try access("check") { connection in
            let damages = try connection.all("PRAGMA integrity_check", []) { $0.label(0) }.filter { $0 != "ok" }
            let orphans = try connection.all("PRAGMA foreign_key_check", []) { row in
                "row \(row.label(1)) of \(row.label(0)) refers to a row of \(row.label(2)) that is not there"
            }
            return try damages + orphans + unreadableRows(on: connection) + blobProblems(on: connection)
        }
    }

    private func unreadableRows(on connection: StoreConnection) throws -> [String] {
        let records: [any StoredRecord.Type] = [
            DagRecord.self, DagRun.self, TaskInstance.self, StoredTaskMap.self, TaskFailure.self, TaskReschedule.self,
            StoredTrigger.self, StoredVariable.self, StoredConnection.self, HITLDetail.self, AssetRecord.self,
            StoredAssetEvent.self, Backfill.self, StoredBackfillRun.self, PoolRecord.self,
        ]
        let failures = try records.flatMap { try connection.unreadable($0) }
        // Offloaded values are looked at with their blobs.
        let values: [String?] = try connection.all(
            "SELECT dag_id, run_id, task_id, map_index, \"key\", value FROM xcom WHERE typeof(value) <> 'blob'", []
        ) { row in
            do {
                let key = try connection.naming("xcom") { try row.taskInstanceKey(0) }
                let address = XComAddress(taskInstance: key, key: try connection.naming("xcom") { try row.text(4) })
                _ = try connection.checkedValue(row, 5, of: address)
                return nil
            } catch let failure as RowError {
                return failure.storeError(operation: "check", place: place).message
            } catch let error as StoreError {
                return error.message
            }
        }
        return failures.map { $0.storeError(operation: "check", place: place).message } + values.compactMap(\.self)
    }

    package func statistics() throws -> [DagStatistics] {
        try access("count") { connection in
            let size = try connection.xcomSize
            return try connection.all(
                """
                SELECT dag_id, count(*),
                    (SELECT count(*) FROM task_instance t WHERE t.dag_id = r.dag_id),
                    (SELECT count(*) FROM xcom WHERE xcom.dag_id = r.dag_id),
                    (SELECT coalesce(sum(\(size)), 0) FROM xcom WHERE xcom.dag_id = r.dag_id),
                    (SELECT coalesce(max(\(size)), 0) FROM xcom WHERE xcom.dag_id = r.dag_id)
                FROM dag_run r GROUP BY dag_id ORDER BY dag_id
                """, [], of: "dag_run"
            ) { row in
                DagStatistics(
                    dagID: try row.text(0), runs: try row.count(1), taskInstances: try row.count(2),
                    xcoms: try row.count(3), bytes: try row.count(4), largest: try row.count(5))
            }
        }
    }
}
