internal import SQLite
internal import XCom

/// An asset event without aliases, and the row of its asset.
struct StoredAssetEvent: StoredRecord {
    var event: AssetEvent
    var assetID: Int

    static let blank = StoredAssetEvent(
        event: AssetEvent(asset: .blank, extra: .null, source: nil, timestamp: .zero), assetID: 0)

    static let table = Table<StoredAssetEvent>(
        "asset_event", as: "event", join: "JOIN asset ON asset.id = event.asset_id",
        columns: [
            .rowID("id") { $0.event.id = Int64(try $1.int($2)) },
            Column("asset_id", { .int($0.assetID) }, { $0.assetID = try $1.int($2) }),
            Column("extra", { .value($0.event.extra) }, { $0.event.extra = try $1.json($2) }),
            Column("source_dag_id", { .optional($0.event.source?.dagID) }) { record, row, column in
                record.event.source = try row.optionalText(column).map {
                    TaskInstanceKey(dagID: $0, runID: "", taskID: "")
                }
            },
            // Nothing is read where there is no source.
            Column(
                "source_run_id", { .optional($0.event.source?.runID) }, { $0.event.source?.runID = try $1.text($2) }),
            Column(
                "source_task_id", { .optional($0.event.source?.taskID) }, { $0.event.source?.taskID = try $1.text($2) }),
            Column(
                "source_map_index", { .int($0.event.source?.mapIndex ?? TaskInstanceKey.unmapped) },
                { $0.event.source?.mapIndex = try $1.int($2) }),
            Column("timestamp", { .timestamp($0.event.timestamp) }, { $0.event.timestamp = try $1.timestamp($2) }),
            Column(
                "partition_key", { .optional($0.event.partitionKey) },
                { $0.event.partitionKey = try $1.optionalText($2) }),
            .joined("asset.name") { $0.event.asset.key.name = try $1.text($2) },
            .joined("asset.uri") { $0.event.asset.key.uri = try $1.text($2) },
            .joined("asset.\"group\"") { $0.event.asset.group = try $1.text($2) },
            .joined("asset.extra") { $0.event.asset.extra = try $1.json($2) },
        ])
}
