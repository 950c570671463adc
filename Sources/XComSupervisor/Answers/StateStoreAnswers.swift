internal import XCom

import struct FoundationEssentials.UUID

/// What tasks and assets keep for later, as Airflow's API answers it (`execution_api/routes/task_state_store.py`,
/// `asset_state_store.py`).
extension Supervisor {
    fileprivate func owner(_ taskInstanceID: UUID, key: String? = nil) throws -> TaskInstanceKey {
        guard key?.isEmpty != true else { throw SupervisorError.tooShort("key", in: "path") }
        guard let taskInstance = try store.taskInstance(id: taskInstanceID) else {
            throw SupervisorError.notFound("Task instance \(taskInstanceID.uuidString.lowercased()) not found")
        }
        return taskInstance.key
    }

    fileprivate func asset(name: String) throws -> AssetKey {
        guard let asset = try store.asset(name: name) else {
            throw SupervisorError.notFound("Asset with name=\(pythonRepr(name)) not found")
        }
        return asset.key
    }

    fileprivate func asset(uri: String) throws -> AssetKey {
        guard let asset = try store.asset(uri: uri) else {
            throw SupervisorError.notFound("Asset with uri=\(pythonRepr(uri)) not found")
        }
        return asset.key
    }

    fileprivate func value(of asset: AssetKey?, key: String) throws -> Reply {
        try check(key)
        guard let asset, let value = try store.state(of: asset, key: key) else {
            return .body(ErrorResponse(error: .assetStoreNotFound, detail: WireValue(encoding: ["key": key])))
        }
        return .body(AssetStateStoreResult(value: value))
    }

    fileprivate func keep(_ value: WireValue, for asset: AssetKey, key: String) throws -> Reply {
        try check(key)
        let writer = try taskInstanceID.map { try taskInstance($0).key }
        try store.setState(value, of: asset, key: key, writer: writer)
        return done
    }

    fileprivate func check(_ key: String) throws {
        guard !key.isEmpty else { throw SupervisorError.tooShort("key", in: "query") }
    }

    fileprivate var done: Reply { .body(OKResponse(ok: true)) }
}

extension GetTaskStateStore {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        guard !key.isEmpty else { throw SupervisorError.tooShort("key", in: "path") }
        // Who asks for a task instance that is not there is told the same.
        guard let taskInstance = try supervisor.store.taskInstance(id: tiID),
            let value = try supervisor.store.state(of: taskInstance.key, key: key)
        else {
            return .body(ErrorResponse(error: .taskStoreNotFound, detail: WireValue(encoding: ["key": key])))
        }
        return .body(TaskStateStoreResult(value: value))
    }
}

extension SetTaskStateStore {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.store.setState(
            value, of: supervisor.owner(tiID, key: key), key: key, expiresAt: expiresAt)
        return supervisor.done
    }
}

extension DeleteTaskStateStore {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.store.deleteState(of: supervisor.owner(tiID, key: key), key: key)
        return supervisor.done
    }
}

extension ClearTaskStateStore {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.store.clearState(of: supervisor.owner(tiID))
        return supervisor.done
    }
}

extension GetAssetStateStoreByName {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.value(of: supervisor.store.asset(name: name)?.key, key: key)
    }
}

extension GetAssetStateStoreByUri {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.value(of: supervisor.store.asset(uri: uri)?.key, key: key)
    }
}

extension SetAssetStateStoreByName {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.keep(value, for: supervisor.asset(name: name), key: key)
    }
}

extension SetAssetStateStoreByUri {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.keep(value, for: supervisor.asset(uri: uri), key: key)
    }
}

extension DeleteAssetStateStoreByName {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.check(key)
        try supervisor.store.deleteState(of: supervisor.asset(name: name), key: key)
        return supervisor.done
    }
}

extension DeleteAssetStateStoreByUri {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.check(key)
        try supervisor.store.deleteState(of: supervisor.asset(uri: uri), key: key)
        return supervisor.done
    }
}

extension ClearAssetStateStoreByName {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.store.clearState(of: supervisor.asset(name: name))
        return supervisor.done
    }
}

extension ClearAssetStateStoreByUri {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.store.clearState(of: supervisor.asset(uri: uri))
        return supervisor.done
    }
}
