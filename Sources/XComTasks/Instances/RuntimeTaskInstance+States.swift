public import XCom
internal import XComSupervisor

extension RuntimeTaskInstanceProtocol {
    /// Skips tasks of the run that have not started yet, as a branch does with those that are not taken.
    ///
    /// - `taskIDs`: Their ids, with the ids of their groups before them.
    public func skipDownstream(_ taskIDs: [String]) async throws {
        try await comms.perform { try $0.send(SkipDownstreamTasks(taskIDs.map { SkippedTask(taskID: $0) })) }
    }

    /// What the task keeps for its later tries: Airflow 3.3's task state store.
    public var taskStateStore: TaskStateStore { TaskStateStore(owner: .task(self), comms: comms) }

    /// What tasks keep for an asset, whatever the run.
    public func assetStateStore(name: String) -> TaskStateStore {
        TaskStateStore(owner: .assetName(name), comms: comms)
    }

    /// As ``assetStateStore(name:)``.
    public func assetStateStore(uri: String) -> TaskStateStore { TaskStateStore(owner: .assetURI(uri), comms: comms) }
}

/// Values that are kept under keys for a task or an asset.
public struct TaskStateStore: Sendable {
    enum Owner: Sendable {
        case task(any RuntimeTaskInstanceProtocol)
        case assetName(String)
        case assetURI(String)
    }

    let owner: Owner
    let comms: SupervisorComms

    /// The value under a key; `nil` where there is none.
    ///
    /// - Throws: ``SettingError`` where it is not of the type; ``SupervisorRefusal``.
    public func value<Value: Decodable>(_ key: String, as type: Value.Type = Value.self) async throws -> Value? {
        let value: WireValue?
        switch owner {
        case .task(let ti):
            let id = try await ti.details.id
            value = try await comms.perform {
                try $0.find(GetTaskStateStore(of: id, at: key), for: TaskStateStoreResult.self)?.value
            }
        case .assetName(let name):
            value = try await comms.perform {
                try $0.find(GetAssetStateStoreByName(of: name, at: key), for: AssetStateStoreResult.self)?.value
            }
        case .assetURI(let uri):
            value = try await comms.perform {
                try $0.find(GetAssetStateStoreByUri(of: uri, at: key), for: AssetStateStoreResult.self)?.value
            }
        }
        guard let value, !value.isNull else { return nil }
        return try SettingError.reading("state '\(key)'") { try WireDecoder().decode(type, from: value) }
    }

    /// Keeps a value, in place of one that is there.
    ///
    /// - `expiresAt`: When it may be deleted; a task's value only, an asset's is kept.
    public func set(_ key: String, _ value: some Encodable, expiresAt: Timestamp? = nil) async throws {
        let value = try WireEncoder().encode(value)
        switch owner {
        case .task(let ti):
            let id = try await ti.details.id
            try await comms.perform { try $0.send(SetTaskStateStore(value, of: id, at: key, expiresAt: expiresAt)) }
        case .assetName(let name):
            try await comms.perform { try $0.send(SetAssetStateStoreByName(value, of: name, at: key)) }
        case .assetURI(let uri):
            try await comms.perform { try $0.send(SetAssetStateStoreByUri(value, of: uri, at: key)) }
        }
    }

    /// Deletes a value; what is not there is no error.
    public func delete(_ key: String) async throws {
        switch owner {
        case .task(let ti):
            let id = try await ti.details.id
            try await comms.perform { try $0.send(DeleteTaskStateStore(of: id, at: key)) }
        case .assetName(let name):
            try await comms.perform { try $0.send(DeleteAssetStateStoreByName(of: name, at: key)) }
        case .assetURI(let uri):
            try await comms.perform { try $0.send(DeleteAssetStateStoreByUri(of: uri, at: key)) }
        }
    }

    /// Deletes all values.
    public func clear() async throws {
        switch owner {
        case .task(let ti):
            let id = try await ti.details.id
            try await comms.perform { try $0.send(ClearTaskStateStore(of: id)) }
        case .assetName(let name): try await comms.perform { try $0.send(ClearAssetStateStoreByName(of: name)) }
        case .assetURI(let uri): try await comms.perform { try $0.send(ClearAssetStateStoreByUri(of: uri)) }
        }
    }
}
