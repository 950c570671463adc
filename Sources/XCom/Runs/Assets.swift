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

/// A run to come, of a DAG that partitions of assets schedule: a row of Airflow's `asset_partition_dag_run` table without a
/// run, with what was logged for it in `partitioned_asset_key_log`.
public struct PendingPartition: Hashable, Sendable {
    /// `nil` before it is stored.
    public var id: Int64?
    /// The DAG.
    public var dagID: String
    /// The partition of the DAG.
    public var partitionKey: String
    /// When the partition begins, where its events say so.
    public var partitionDate: Timestamp?
    /// By which definition of the DAG's partitions it waits; `nil` before Airflow 3.3.
    public var fingerprint: WireValue?
    /// What is there, in the order in which it came.
    public var sources: [Source]

    /// An event that belongs to the partition.
    public struct Source: Hashable, Sendable {
        /// The asset that changed.
        public var asset: AssetKey
        /// The event.
        public var eventID: Int64
        /// The partition of the asset.
        public var partitionKey: String

        public init(asset: AssetKey, eventID: Int64, partitionKey: String) {
            self.asset = asset
            self.eventID = eventID
            self.partitionKey = partitionKey
        }
    }

    public init(dagID: String, partitionKey: String) {
        self.dagID = dagID
        self.partitionKey = partitionKey
        self.sources = []
    }
}
