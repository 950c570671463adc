/// What names an asset: Airflow's `AssetUniqueKey`.
public struct AssetKey: Hashable, Sendable {
    /// The name, which is unique.
    public var name: String
    /// The URI, which is unique, too.
    public var uri: String

    public init(name: String, uri: String) {
        self.name = name
        self.uri = uri
    }
}

/// A row of Airflow's `asset` table.
public struct AssetRecord: Hashable, Sendable {
    /// Its name and URI.
    public var key: AssetKey
    /// The group that the DAG file puts it in.
    public var group: String
    /// A JSON object.
    public var extra: WireValue

    public init(key: AssetKey, group: String = "asset", extra: WireValue = WireValue(text: "{}")) {
        self.key = key
        self.group = group
        self.extra = extra
    }
}

/// A row of Airflow's `asset_event` table, with what its associations hold.
public struct AssetEvent: Hashable, Sendable {
    /// `nil` before it is stored.
    public var id: Int64?
    /// The asset that changed.
    public var asset: AssetRecord
    /// A JSON object.
    public var extra: WireValue
    /// The task instance that made the event; `nil` for one that came from elsewhere.
    public var source: TaskInstanceKey?
    /// Names of the asset aliases that the event came through.
    public var aliases: [String]
    /// When it happened.
    public var timestamp: Timestamp
    /// The partition, for assets that are partitioned.
    public var partitionKey: String?

    public init(
        id: Int64? = nil, asset: AssetRecord, extra: WireValue, source: TaskInstanceKey?, aliases: [String] = [],
        timestamp: Timestamp
    ) {
        self.id = id
        self.asset = asset
        self.extra = extra
        self.source = source
        self.aliases = aliases
        self.timestamp = timestamp
    }
}
