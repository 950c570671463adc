public import XCom
internal import XComSupervisor

extension RuntimeTaskInstanceProtocol {
    /// Tells that the task has changed an asset, which is recorded when it succeeds: DAGs that the asset schedules run then.
    ///
    /// - Parameters:
    ///   - asset: One that a DAG file knows; through an alias also one that none knows yet.
    ///   - extra: What is said of the event: what is written as an object.
    ///   - alias: The asset alias that the event comes through, one of the task's outlets.
    /// - Throws: ``SettingError`` where the extra is not written as an object; `EncodingError`.
    public func addAssetEvent(
        _ asset: AssetKey, extra: some Encodable, through alias: String? = nil
    ) async throws {
        let value = try SettingError.object(extra, of: "event of asset '\(asset.name)': extra")
        let outlet = alias.map { AssetProfile(alias: $0) } ?? AssetProfile(asset)
        try await comms.perform { try $0.add(OutletEvent(of: asset, extra: value, through: alias), of: outlet) }
    }

    /// As ``addAssetEvent(_:extra:through:)``, with nothing more to say of it.
    public func addAssetEvent(_ asset: AssetKey, through alias: String? = nil) async throws {
        try await addAssetEvent(asset, extra: JSONValue.object([]), through: alias)
    }

    /// The events of assets that the run was made for.
    public var triggeringAssetEvents: [AssetEvent] { get async throws { try await details.triggeringAssetEvents } }

    /// The events that there have been of an asset.
    ///
    /// - Parameters:
    ///   - name: The name of the asset, or its URI as `uri`; or both.
    ///   - uri: The URI of the asset.
    ///   - after: Only those at this moment or later.
    ///   - before: Only those at this moment or earlier.
    ///   - limit: No more than these.
    ///   - ascending: Whether the oldest come first.
    public func assetEvents(
        name: String? = nil, uri: String? = nil, after: Timestamp? = nil, before: Timestamp? = nil, limit: Int? = nil,
        ascending: Bool = true
    ) async throws -> [AssetEvent] {
        try await comms.perform { session in
            let request = GetAssetEventByAsset(
                of: name, uri: uri, after: after, before: before, limit: limit, ascending: ascending)
            return try session.ask(request, for: AssetEventsResult.self).assetEvents.map { $0.event }
        }
    }

    /// The events that came through an asset alias, as ``assetEvents(name:uri:after:before:limit:ascending:)``.
    public func assetEvents(
        alias: String, after: Timestamp? = nil, before: Timestamp? = nil, limit: Int? = nil, ascending: Bool = true
    ) async throws -> [AssetEvent] {
        try await comms.perform { session in
            let request = GetAssetEventByAssetAlias(
                of: alias, after: after, before: before, limit: limit, ascending: ascending)
            return try session.ask(request, for: AssetEventsResult.self).assetEvents.map { $0.event }
        }
    }
}
