public import XCom

/// Asks for an asset by its name.
public struct GetAssetByName: ToSupervisor {
    public var name: String
}

/// Asks for an asset by its URI.
public struct GetAssetByUri: ToSupervisor {
    public var uri: String
}

/// Asks for the events of an asset.
public struct GetAssetEventByAsset: ToSupervisor {
    public static let nullableFields = ["name", "uri"]

    public var name: String?
    public var uri: String?
    public var after: Timestamp?
    public var before: Timestamp?
    public var limit: Int?
    public var ascending: Bool?
}

/// Asks for the events that came through an asset alias.
public struct GetAssetEventByAssetAlias: ToSupervisor {
    public var aliasName: String
    public var after: Timestamp?
    public var before: Timestamp?
    public var limit: Int?
    public var ascending: Bool?
}

/// The answer to ``GetAssetByName`` and ``GetAssetByUri``.
public struct AssetResult: ToTask {
    public var name: String
    public var uri: String
    public var group: String
    public var extra: WireValue?
}

/// The answer to ``GetAssetEventByAsset`` and ``GetAssetEventByAssetAlias``.
public struct AssetEventsResult: ToTask {
    public var assetEvents: [AssetEventDetail]
}

/// An asset-like object of a task: the SDK's `AssetProfile`.
public struct AssetProfile: Codable, Hashable, Sendable {
    public var name: String?
    public var uri: String?
    /// `Asset`, `AssetNameRef`, `AssetUriRef` or `AssetAlias`.
    public var type: String
}

/// What a task noted for an asset of its outlets.
public struct OutletEvent: Codable, Hashable, Sendable {
    /// What names an asset.
    public struct Key: Codable, Hashable, Sendable {
        public var name: String
        public var uri: String
    }

    public var destAssetKey: Key
    /// The event's extra: a JSON object.
    public var extra: WireValue
    /// The alias that the event came through.
    public var sourceAliasName: String?
    /// The extra of the asset where the alias makes it.
    public var destAssetExtra: WireValue?
}

/// An asset event as a task sees it: the SDK's `AssetEventResponse`.
public struct AssetEventDetail: Codable, Hashable, Sendable {
    /// The asset of an event.
    public struct Asset: Codable, Hashable, Sendable {
        public var name: String
        public var uri: String
        public var group: String
        public var extra: WireValue?
    }

    /// A run that was made for an event: the SDK's `DagRunAssetReference`.
    public struct CreatedRun: Codable, Hashable, Sendable {
        public var runID: String
        public var dagID: String
        public var logicalDate: Timestamp?
        public var startDate: Timestamp
        public var endDate: Timestamp?
        public var state: String
        public var dataIntervalStart: Timestamp?
        public var dataIntervalEnd: Timestamp?
        public var partitionKey: String?
    }

    public var id: Int64
    public var timestamp: Timestamp
    public var extra: WireValue?
    public var asset: Asset
    public var createdDagruns: [CreatedRun]
    public var sourceTaskID: String?
    public var sourceDagID: String?
    public var sourceRunID: String?
    public var sourceMapIndex: Int?
    public var partitionKey: String?
}

/// An event that a run was made for: the SDK's `AssetEventDagRunReference`.
public struct ConsumedAssetEvent: Codable, Hashable, Sendable {
    /// The asset of the event.
    public struct Asset: Codable, Hashable, Sendable {
        public var name: String
        public var uri: String
        public var extra: WireValue
    }

    /// An alias that the event came through.
    public struct Alias: Codable, Hashable, Sendable {
        public var name: String
    }

    public var asset: Asset
    public var extra: WireValue
    public var sourceTaskID: String?
    public var sourceDagID: String?
    public var sourceRunID: String?
    public var sourceMapIndex: Int?
    public var sourceAliases: [Alias]
    public var timestamp: Timestamp
}
