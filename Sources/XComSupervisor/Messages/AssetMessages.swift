package import XCom

/// Asks for an asset by its name.
package struct GetAssetByName: ToSupervisor {
    package var name: String
}

/// Asks for an asset by its URI.
package struct GetAssetByUri: ToSupervisor {
    package var uri: String
}

/// Asks for the events of an asset.
package struct GetAssetEventByAsset: ToSupervisor {
    package static let nullableFields = ["name", "uri"]

    package var name: String?
    package var uri: String?
    package var after: Timestamp?
    package var before: Timestamp?
    package var limit: Int?
    package var ascending: Bool?
}

/// Asks for the events that came through an asset alias.
package struct GetAssetEventByAssetAlias: ToSupervisor {
    package var aliasName: String
    package var after: Timestamp?
    package var before: Timestamp?
    package var limit: Int?
    package var ascending: Bool?
}

/// Asks for the assets that events of an alias were of.
package struct GetAssetsByAlias: ToSupervisor {
    package var aliasName: String
}

/// The answer to ``GetAssetsByAlias``.
package struct AssetsByAliasResult: ToTask {
    package var assets: [AssetResult]
}

/// The answer to ``GetAssetByName`` and ``GetAssetByUri``.
package struct AssetResult: ToTask {
    package var name: String
    package var uri: String
    package var group: String
    package var extra: WireValue?
}

/// The answer to ``GetAssetEventByAsset`` and ``GetAssetEventByAssetAlias``.
package struct AssetEventsResult: ToTask {
    package var assetEvents: [AssetEventDetail]
}

/// An asset-like object of a task: the SDK's `AssetProfile`.
package struct AssetProfile: Codable, Hashable, Sendable {
    package var name: String?
    package var uri: String?
    /// `Asset`, `AssetNameRef`, `AssetUriRef` or `AssetAlias`.
    package var type: String
}

/// What a task noted for an asset of its outlets.
package struct OutletEvent: Codable, Hashable, Sendable {
    /// What names an asset.
    package struct Key: Codable, Hashable, Sendable {
        package var name: String
        package var uri: String
    }

    package var destAssetKey: Key
    /// The event's extra: a JSON object.
    package var extra: WireValue
    /// The alias that the event came through.
    package var sourceAliasName: String?
    /// The extra of the asset where the alias makes it.
    package var destAssetExtra: WireValue?
    /// The partition of the asset, where it is not the run's.
    package var partitionKey: String?
}

/// An asset event as a task sees it: the SDK's `AssetEventResponse`.
package struct AssetEventDetail: Codable, Hashable, Sendable {
    /// The asset of an event.
    package struct Asset: Codable, Hashable, Sendable {
        package var name: String
        package var uri: String
        package var group: String
        package var extra: WireValue?
    }

    /// A run that was made for an event: the SDK's `DagRunAssetReference`.
    package struct CreatedRun: Codable, Hashable, Sendable {
        package var runID: String
        package var dagID: String
        package var logicalDate: Timestamp?
        package var startDate: Timestamp
        package var endDate: Timestamp?
        package var state: String
        package var dataIntervalStart: Timestamp?
        package var dataIntervalEnd: Timestamp?
        package var partitionKey: String?
    }

    package var id: Int64
    package var timestamp: Timestamp
    package var extra: WireValue?
    package var asset: Asset
    package var createdDagruns: [CreatedRun]
    package var sourceTaskID: String?
    package var sourceDagID: String?
    package var sourceRunID: String?
    package var sourceMapIndex: Int?
    package var partitionKey: String?
}

/// An event that a run was made for: the SDK's `AssetEventDagRunReference`.
package struct ConsumedAssetEvent: Codable, Hashable, Sendable {
    /// The asset of the event.
    package struct Asset: Codable, Hashable, Sendable {
        package var name: String
        package var uri: String
        package var extra: WireValue
    }

    /// An alias that the event came through.
    package struct Alias: Codable, Hashable, Sendable {
        package var name: String
    }

    package var asset: Asset
    package var extra: WireValue
    package var sourceTaskID: String?
    package var sourceDagID: String?
    package var sourceRunID: String?
    package var sourceMapIndex: Int?
    package var sourceAliases: [Alias]
    package var timestamp: Timestamp
    package var partitionKey: String?
}
