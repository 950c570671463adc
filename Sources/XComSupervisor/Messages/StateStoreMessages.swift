package import XCom

package import struct FoundationEssentials.UUID

/// Asks for what a task keeps for its later tries.
package struct GetTaskStateStore: ToSupervisor {
    package var tiID: UUID
    package var key: String
}

/// Keeps a value for the later tries of a task.
package struct SetTaskStateStore: ToSupervisor {
    package static let nullableFields = ["expires_at"]

    package var tiID: UUID
    package var key: String
    package var value: WireValue
    package var expiresAt: Timestamp?
}

/// Deletes a value; what is not there is no error.
package struct DeleteTaskStateStore: ToSupervisor {
    package var tiID: UUID
    package var key: String
}

/// Deletes all values of a task.
package struct ClearTaskStateStore: ToSupervisor {
    package var tiID: UUID
}

/// Asks for a value that is kept for an asset.
package struct GetAssetStateStoreByName: ToSupervisor {
    package var name: String
    package var key: String
}

/// As ``GetAssetStateStoreByName``.
package struct GetAssetStateStoreByUri: ToSupervisor {
    package var uri: String
    package var key: String
}

/// Keeps a value for an asset.
package struct SetAssetStateStoreByName: ToSupervisor {
    package var name: String
    package var key: String
    package var value: WireValue
}

/// As ``SetAssetStateStoreByName``.
package struct SetAssetStateStoreByUri: ToSupervisor {
    package var uri: String
    package var key: String
    package var value: WireValue
}

/// Deletes a value of an asset; what is not there is no error.
package struct DeleteAssetStateStoreByName: ToSupervisor {
    package var name: String
    package var key: String
}

/// As ``DeleteAssetStateStoreByName``.
package struct DeleteAssetStateStoreByUri: ToSupervisor {
    package var uri: String
    package var key: String
}

/// Deletes all values of an asset.
package struct ClearAssetStateStoreByName: ToSupervisor {
    package var name: String
}

/// As ``ClearAssetStateStoreByName``.
package struct ClearAssetStateStoreByUri: ToSupervisor {
    package var uri: String
}

/// The answer to ``GetTaskStateStore``.
package struct TaskStateStoreResult: ToTask {
    package var value: WireValue
}

/// The answer to ``GetAssetStateStoreByName`` and ``GetAssetStateStoreByUri``.
package struct AssetStateStoreResult: ToTask {
    package var value: WireValue
}
