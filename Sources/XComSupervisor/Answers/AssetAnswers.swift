internal import XCom

extension Supervisor {
    /// Records the events of a task's outlets, also those that come through an alias, which may make its asset.
    ///
    /// As core does: one event for each outlet, whose extra is what the task noted for the asset, and one for each partition
    /// where it named some; the aliases that noted the same event share it (`models/taskinstance.py,
    /// register_asset_changes_in_db`).
    ///
    /// - Returns: The events.
    func registerAssetEvents(
        outlets: [AssetProfile], events: [OutletEvent], of taskInstance: TaskInstance
    ) throws -> [AssetEvent] {
        try checkPartitions(of: events)
        guard !outlets.isEmpty else { return [] }
        var registered: [AssetEvent] = []
        let direct = events.filter { $0.sourceAliasName == nil }
        func register(_ asset: AssetRecord, where isSame: (OutletEvent.Key) -> Bool) throws {
            let noted = direct.filter { isSame($0.destAssetKey) }
            guard !noted.isEmpty else {
                return registered.append(try insertEvent(of: asset, extra: nil, aliases: [], source: taskInstance))
            }
            for event in noted {
                registered.append(
                    try insertEvent(
                        of: asset, extra: event.extra, partitionKey: event.partitionKey, aliases: [],
                        source: taskInstance))
            }
        }
        var seen: Set<AssetProfile> = []
        for outlet in outlets where seen.insert(outlet).inserted {
            switch (outlet.type, outlet.name, outlet.uri) {
            case ("Asset", let name?, let uri?):
                let asset = try activeAsset(AssetKey(name: name, uri: uri))
                try register(asset) { $0.name == name && $0.uri == uri }
            case ("AssetNameRef", let name?, _):
                guard let asset = try store.asset(name: name) else { continue }
                try register(asset) { $0.name == name }
            case ("AssetUriRef", _, let uri?):
                guard let asset = try store.asset(uri: uri) else { continue }
                try register(asset) { $0.uri == uri }
            default: continue
            }
        }
        return try registered + registerAliasEvents(outlets: outlets, events: events, of: taskInstance)
    }

    /// Airflow: `execution_api/routes/task_instances.py, _validate_outlet_event_partition_keys`.
    private func checkPartitions(of events: [OutletEvent]) throws {
        for key in events.compactMap(\.partitionKey) {
            if key.allSatisfy(\.isWhitespace) {
                throw SupervisorError.refused(
                    422, reason: "invalid_partition_key",
                    "partition_key in outlet event must not be empty or whitespace-only; got \(pythonRepr(key)).")
            }
            guard key.unicodeScalars.count <= Self.longestPartitionKey else {
                throw SupervisorError.refused(
                    422, reason: "invalid_partition_key",
                    "partition_key in outlet event must be at most \(Self.longestPartitionKey) characters; "
                        + "got \(key.unicodeScalars.count).")
            }
        }
    }

    /// Airflow's `ID_LEN`.
    private static let longestPartitionKey = 250

    private func registerAliasEvents(
        outlets: [AssetProfile], events: [OutletEvent], of taskInstance: TaskInstance
    ) throws -> [AssetEvent] {
        let names = Set(outlets.filter { $0.type == "AssetAlias" }.compactMap(\.name))
        var groups: [(event: OutletEvent, aliases: [String])] = []
        for event in events {
            guard let name = event.sourceAliasName, names.contains(name) else { continue }
            var same = event
            same.sourceAliasName = nil
            if let index = groups.firstIndex(where: { $0.event == same }) {
                if !groups[index].aliases.contains(name) { groups[index].aliases.append(name) }
            } else {
                groups.append((same, [name]))
            }
        }
        return try groups.map { group in
            let key = AssetKey(name: group.event.destAssetKey.name, uri: group.event.destAssetKey.uri)
            let asset = try activeAsset(key, extra: group.event.destAssetExtra)
            return try insertEvent(of: asset, extra: group.event.extra, aliases: group.aliases, source: taskInstance)
        }
    }

    /// The asset, which is made where there is none yet: a task's outlet is active by being there.
    private func activeAsset(_ key: AssetKey, extra: WireValue? = nil) throws -> AssetRecord {
        if let asset = try store.asset(name: key.name), asset.key == key { return asset }
        let asset = AssetRecord(key: key, extra: extra ?? WireValue(text: "{}"))
        try store.save(asset)
        return asset
    }

    private func insertEvent(
        of asset: AssetRecord, extra: WireValue?, partitionKey: String? = nil, aliases: [String], source: TaskInstance
    ) throws -> AssetEvent {
        var event = AssetEvent(
            asset: asset, extra: extra.map { $0.isNull ? WireValue(text: "{}") : $0 } ?? WireValue(text: "{}"),
            source: source.key, aliases: aliases, timestamp: clock())
        event.partitionKey = try partitionKey ?? store.dagRun(source.key.dagRun)?.partitionKey
        event.id = try store.insert(event)
        return event
    }

    fileprivate func details(of filter: AssetEventFilter) throws -> AssetEventsResult {
        AssetEventsResult(
            assetEvents: try store.assetEvents(filter).map { event in
                let runs = try event.id.map { try store.runsConsuming(eventID: $0) } ?? []
                return AssetEventDetail(
                    id: event.id ?? 0, timestamp: event.timestamp, extra: event.extra,
                    asset: AssetEventDetail.Asset(
                        name: event.asset.key.name, uri: event.asset.key.uri, group: event.asset.group,
                        extra: event.asset.extra),
                    createdDagruns: runs.compactMap(AssetEventDetail.CreatedRun.init),
                    sourceTaskID: event.source?.taskID, sourceDagID: event.source?.dagID,
                    sourceRunID: event.source?.runID, sourceMapIndex: event.source?.mapIndex,
                    partitionKey: event.partitionKey)
            })
    }
}

extension AssetEventDetail.CreatedRun {
    /// A run that has not started has no place in the SDK's model.
    fileprivate init?(_ run: DagRun) {
        guard let startDate = run.startDate else { return nil }
        self.init(
            runID: run.key.runID, dagID: run.key.dagID, logicalDate: run.logicalDate, startDate: startDate,
            endDate: run.endDate, state: run.state.rawValue, dataIntervalStart: run.dataIntervalStart,
            dataIntervalEnd: run.dataIntervalEnd, partitionKey: run.partitionKey)
    }
}

extension AssetResult {
    fileprivate init(_ asset: AssetRecord) {
        self.init(name: asset.key.name, uri: asset.key.uri, group: asset.group, extra: asset.extra)
    }
}

extension GetAssetByName {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        guard let asset = try supervisor.store.asset(name: name) else {
            return .body(ErrorResponse(error: .assetNotFound, detail: WireValue(encoding: ["name": name])))
        }
        return .body(AssetResult(asset))
    }
}

extension GetAssetByUri {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        guard let asset = try supervisor.store.asset(uri: uri) else {
            return .body(ErrorResponse(error: .assetNotFound, detail: WireValue(encoding: ["uri": uri])))
        }
        return .body(AssetResult(asset))
    }
}

extension GetAssetsByAlias {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        .body(AssetsByAliasResult(assets: try supervisor.store.assets(alias: aliasName).map(AssetResult.init)))
    }
}

extension GetAssetEventByAsset {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        let name = name.flatMap { $0.isEmpty ? nil : $0 }
        let uri = uri.flatMap { $0.isEmpty ? nil : $0 }
        guard name != nil || uri != nil else {
            throw SupervisorError.refused(400, reason: "Missing parameter", "name and uri cannot both be None")
        }
        var filter = AssetEventFilter(name: name, uri: uri)
        filter.after = after
        filter.before = before
        filter.limit = limit == 0 ? nil : limit
        filter.ascending = ascending ?? true
        return .body(try supervisor.details(of: filter))
    }
}

extension GetAssetEventByAssetAlias {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        var filter = AssetEventFilter(alias: aliasName)
        filter.after = after
        filter.before = before
        filter.limit = limit == 0 ? nil : limit
        filter.ascending = ascending ?? true
        return .body(try supervisor.details(of: filter))
    }
}
