internal import SQLite
package import XCom

extension SQLiteStore {
    package func pendingPartitions(of dagID: String) throws -> [PendingPartition] {
        try access("list pending partitions") { connection in
            var found = try connection.all(
                """
                SELECT id, partition_key, partition_date, rollup_fingerprint FROM asset_partition_dag_run
                WHERE target_dag_id = ? AND created_dag_run_id IS NULL ORDER BY created_at, id
                """, [.text(dagID)], of: "asset_partition_dag_run"
            ) { row in
                var partition = PendingPartition(dagID: dagID, partitionKey: try row.text(1))
                partition.id = Int64(try row.int(0))
                partition.partitionDate = try row.optionalTimestamp(2)
                partition.fingerprint = try row.optionalJSON(3)
                return partition
            }
            for index in found.indices {
                found[index].sources = try Self.sources(of: found[index], on: connection)
            }
            return found
        }
    }

    private static func sources(
        of partition: PendingPartition, on connection: StoreConnection
    ) throws -> [PendingPartition.Source] {
        try connection.all(
            """
            SELECT asset.name, asset.uri, log.asset_event_id, log.source_partition_key
            FROM partitioned_asset_key_log AS log JOIN asset ON asset.id = log.asset_id
            WHERE log.asset_partition_dag_run_id = ? AND log.target_partition_key = ? ORDER BY log.id
            """, [.optional(partition.id.map(Int.init)), .text(partition.partitionKey)],
            of: "partitioned_asset_key_log"
        ) { row in
            PendingPartition.Source(
                asset: AssetKey(name: try row.text(0), uri: try row.text(1)), eventID: Int64(try row.int(2)),
                partitionKey: try row.text(3))
        }
    }

    package func insert(_ partition: PendingPartition) throws -> Int64 {
        try access("insert pending partition") { connection in
            try connection.atomically {
                let now = Timestamp.now()
                try connection.run(
                    """
                    INSERT INTO asset_partition_dag_run
                    (target_dag_id, partition_key, partition_date, rollup_fingerprint, created_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    [
                        .text(partition.dagID), .text(partition.partitionKey), .timestamp(partition.partitionDate),
                        partition.fingerprint.map { .value($0) } ?? .optional(nil as String?), .timestamp(now),
                        .timestamp(now),
                    ])
                return connection.database.lastInsertedRowID
            }
        }
    }

    package func setDate(_ date: Timestamp?, ofPartition id: Int64) throws {
        try change("partition_date = ?", [.timestamp(date)], ofPartition: id)
    }

    package func log(_ event: AssetEvent, inPartition id: Int64) throws {
        try access("log partition key") { connection in
            _ = try connection.single {
                try connection.run(
                    """
                    INSERT INTO partitioned_asset_key_log
                    (asset_id, asset_event_id, asset_partition_dag_run_id, source_partition_key, target_dag_id,
                    target_partition_key, created_at)
                    SELECT event.asset_id, event.id, waiting.id, event.partition_key, waiting.target_dag_id,
                    waiting.partition_key, ? FROM asset_event AS event, asset_partition_dag_run AS waiting
                    WHERE event.id = ? AND waiting.id = ?
                    """, [.timestamp(.now()), .optional(event.id.map(Int.init)), .int(Int(id))])
            }
        }
    }

    package func close(partition id: Int64, with run: DagRunKey) throws {
        try change(
            "created_dag_run_id = (SELECT id FROM dag_run WHERE dag_id = ? AND run_id = ?)", run.arguments,
            ofPartition: id)
    }

    private func change(_ assignment: String, _ arguments: [Argument], ofPartition id: Int64) throws {
        try access("change pending partition") { connection in
            _ = try connection.single {
                try connection.run(
                    "UPDATE asset_partition_dag_run SET \(assignment), updated_at = ? WHERE id = ?",
                    arguments + [.timestamp(.now()), .int(Int(id))])
            }
        }
    }

    package func deletePartition(id: Int64) throws {
        try access("delete pending partition") { connection in
            _ = try connection.single {
                try connection.run("DELETE FROM asset_partition_dag_run WHERE id = ?", [.int(Int(id))])
            }
        }
    }
}
