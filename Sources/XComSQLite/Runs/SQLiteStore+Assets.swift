internal import SQLite
package import XCom

extension SQLiteStore {
    package func save(_ asset: AssetRecord) throws {
        try access("save asset") { connection in
            try connection.single { try connection.save(asset) }
        }
    }

    package func asset(name: String) throws -> AssetRecord? {
        try access("get asset") { try Self.asset("name = ?", name, on: $0) }
    }

    package func asset(uri: String) throws -> AssetRecord? {
        try access("get asset") { try Self.asset("uri = ?", uri, on: $0) }
    }

    package func assets(alias: String) throws -> [AssetRecord] {
        try access("list assets") { connection in
            try connection.all(
                AssetRecord.self,
                """
                WHERE id IN (SELECT asset_id FROM asset_alias_asset JOIN asset_alias ON asset_alias.id = alias_id
                WHERE asset_alias.name = ?) ORDER BY id
                """, [.text(alias)])
        }
    }

    private static func asset(_ condition: String, _ text: String, on connection: StoreConnection) throws
        -> AssetRecord?
    {
        try connection.first(AssetRecord.self, "WHERE \(condition) ORDER BY id DESC LIMIT 1", [.text(text)])
    }

    // MARK: Events

    package func insert(_ event: AssetEvent) throws -> Int64 {
        try access("insert asset event") { connection in
            try connection.atomically {
                let key = event.asset.key
                let assetID = try connection.first(
                    "SELECT id FROM asset WHERE name = ? AND uri = ?", [.text(key.name), .text(key.uri)]
                ) { try $0.int(0) }
                guard let assetID else {
                    throw StoreError(
                        .other, operation: "insert asset event",
                        message: "there is no asset with the name '\(key.name)' and the URI '\(key.uri)'")
                }
                try connection.insert(StoredAssetEvent(event: event, assetID: assetID))
                let eventID = connection.database.lastInsertedRowID
                for alias in Set(event.aliases) {
                    try Self.link(alias, assetID: assetID, eventID: eventID, on: connection)
                }
                return eventID
            }
        }
    }

    private static func link(_ alias: String, assetID: Int, eventID: Int64, on connection: StoreConnection) throws {
        try connection.run(
            "INSERT INTO asset_alias (name, \"group\") VALUES (?, 'asset') ON CONFLICT (name) DO NOTHING",
            [.text(alias)])
        try connection.run(
            "INSERT OR IGNORE INTO asset_alias_asset (alias_id, asset_id) SELECT id, ? FROM asset_alias WHERE name = ?",
            [.int(assetID), .text(alias)])
        try connection.run(
            "INSERT INTO asset_alias_asset_event (alias_id, event_id) SELECT id, ? FROM asset_alias WHERE name = ?",
            [.int(Int(eventID)), .text(alias)])
    }

    package func assetEvents(_ filter: AssetEventFilter) throws -> [AssetEvent] {
        var conditions = Conditions()
        conditions.add("asset.name = ?", filter.name.map { .text($0) })
        conditions.add("asset.uri = ?", filter.uri.map { .text($0) })
        conditions.add(
            """
            event.id IN (SELECT event_id FROM asset_alias_asset_event
            JOIN asset_alias ON asset_alias.id = alias_id WHERE asset_alias.name = ?)
            """, filter.alias.map { .text($0) })
        conditions.add("event.source_dag_id = ?", filter.source.map { .text($0.dagID) })
        conditions.add("event.source_run_id = ?", filter.source.map { .text($0.runID) })
        conditions.add("event.source_task_id = ?", filter.source.map { .text($0.taskID) })
        conditions.add("event.source_map_index = ?", filter.source.map { .int($0.mapIndex) })
        conditions.add("event.timestamp >= ?", filter.after.map { .timestamp($0) })
        conditions.add("event.timestamp <= ?", filter.before.map { .timestamp($0) })
        let direction = filter.ascending ? "" : " DESC"
        return try access("list asset events") { connection in
            try Self.events(
                "\(conditions.clause) ORDER BY event.timestamp\(direction), event.id\(direction) LIMIT ?",
                conditions.arguments + [.int(filter.limit ?? -1)], on: connection)
        }
    }

    private static func events(_ clause: String, _ arguments: [Argument], on connection: StoreConnection) throws
        -> [AssetEvent]
    {
        var events = try connection.all(StoredAssetEvent.self, clause, arguments).map(\.event)
        for index in events.indices {
            events[index].aliases = try connection.all(
                """
                SELECT asset_alias.name FROM asset_alias
                JOIN asset_alias_asset_event ON alias_id = asset_alias.id WHERE event_id = ? ORDER BY name
                """, [.optional(events[index].id.map(Int.init))], of: "asset_alias"
            ) { try $0.text(0) }
        }
        return events
    }

    // MARK: What waits for a run

    package func queue(_ asset: AssetKey, for dagID: String, at date: Timestamp) throws {
        try access("queue asset") { connection in
            _ = try connection.single {
                try connection.run(
                    """
                    INSERT OR IGNORE INTO asset_dag_run_queue (asset_id, target_dag_id, created_at)
                    SELECT id, ?, ? FROM asset WHERE name = ? AND uri = ?
                    """, [.text(dagID), .timestamp(date), .text(asset.name), .text(asset.uri)])
            }
        }
    }

    package func queuedAssets(for dagID: String) throws -> [AssetKey: Timestamp] {
        try access("list queued assets") { connection in
            let rows = try connection.all(
                """
                SELECT queue.created_at, asset.name, asset.uri FROM asset_dag_run_queue AS queue
                JOIN asset ON asset.id = queue.asset_id WHERE queue.target_dag_id = ?
                """, [.text(dagID)], of: "asset_dag_run_queue"
            ) { (AssetKey(name: try $0.text(1), uri: try $0.text(2)), try $0.timestamp(0)) }
            return Dictionary(rows, uniquingKeysWith: { first, _ in first })
        }
    }

    package func clearQueuedAssets(for dagID: String) throws {
        try access("clear queued assets") { connection in
            _ = try connection.single {
                try connection.run("DELETE FROM asset_dag_run_queue WHERE target_dag_id = ?", [.text(dagID)])
            }
        }
    }

    // MARK: Consumption

    package func consume(eventIDs: [Int64], in run: DagRunKey) throws {
        try access("consume asset events") { connection in
            try connection.atomically {
                let id = try connection.first("SELECT id FROM dag_run WHERE dag_id = ? AND run_id = ?", run.arguments) {
                    try $0.int(0)
                }
                guard let id else { throw run.notFound("consume asset events") }
                for eventID in eventIDs {
                    try connection.run(
                        "INSERT OR IGNORE INTO dagrun_asset_event (dag_run_id, event_id) VALUES (?, ?)",
                        [.int(id), .int(Int(eventID))])
                }
            }
        }
    }

    package func consumedEvents(of run: DagRunKey) throws -> [AssetEvent] {
        try access("list asset events") { connection in
            try Self.events(
                """
                 JOIN dagrun_asset_event ON event_id = event.id JOIN dag_run ON dag_run.id = dag_run_id
                WHERE dag_run.dag_id = ? AND dag_run.run_id = ? ORDER BY event.timestamp, event.id
                """, run.arguments, on: connection)
        }
    }

    package func runsConsuming(eventID: Int64) throws -> [DagRun] {
        try access("list DAG runs") { connection in
            try connection.all(
                DagRun.self,
                """
                JOIN dagrun_asset_event ON dagrun_asset_event.dag_run_id = dag_run.id
                WHERE event_id = ? ORDER BY dag_run.id
                """, [.int(Int(eventID))])
        }
    }
}
