internal import SQLite
package import XCom

package import struct FoundationEssentials.UUID

extension SQLiteStore {
    // MARK: Tasks

    private static let ofInstance = "dag_id = ? AND run_id = ? AND task_id = ? AND map_index = ?"

    package func state(of taskInstance: TaskInstanceKey, key: String) throws -> WireValue? {
        try access("get task state") { connection in
            try connection.first(
                "SELECT value FROM task_state_store WHERE \(Self.ofInstance) AND \"key\" = ?",
                taskInstance.arguments + [.text(key)]
            ) { try $0.json(0) }
        }
    }

    package func setState(
        _ value: WireValue, of taskInstance: TaskInstanceKey, key: String, expiresAt: Timestamp?
    ) throws {
        try access("set task state") { connection in
            try connection.single {
                let count = try connection.run(
                    """
                    INSERT INTO task_state_store
                        (dag_run_id, dag_id, run_id, task_id, map_index, "key", value, updated_at, expires_at)
                    SELECT id, dag_id, run_id, ?3, ?4, ?5, ?6, ?7, ?8 FROM dag_run WHERE dag_id = ?1 AND run_id = ?2
                    ON CONFLICT (dag_run_id, task_id, map_index, "key") DO UPDATE SET
                        value = excluded.value, updated_at = excluded.updated_at, expires_at = excluded.expires_at
                    """,
                    taskInstance.arguments + [
                        .text(key), .text(value.text), .timestamp(.now()), .timestamp(expiresAt),
                    ])
                if count == 0 { throw taskInstance.dagRun.notFound("set task state") }
            }
        }
    }

    package func deleteState(of taskInstance: TaskInstanceKey, key: String) throws {
        try delete("task_state_store WHERE \(Self.ofInstance) AND \"key\" = ?", taskInstance.arguments + [.text(key)])
    }

    package func clearState(of taskInstance: TaskInstanceKey) throws {
        try delete("task_state_store WHERE \(Self.ofInstance)", taskInstance.arguments)
    }

    private func delete(_ clause: String, _ arguments: [Argument]) throws {
        try access("delete state") { connection in
            _ = try connection.single { try connection.run("DELETE FROM \(clause)", arguments) }
        }
    }

    // MARK: Assets

    private static let ofAsset = "asset_id = (SELECT id FROM asset WHERE name = ? AND uri = ?)"

    package func state(of asset: AssetKey, key: String) throws -> WireValue? {
        try access("get asset state") { connection in
            try connection.first(
                "SELECT value FROM asset_state_store WHERE \(Self.ofAsset) AND \"key\" = ?",
                [.text(asset.name), .text(asset.uri), .text(key)]
            ) { try $0.json(0) }
        }
    }

    package func setState(_ value: WireValue, of asset: AssetKey, key: String, writer: TaskInstanceKey?) throws {
        let names = ["kind", "dag_id", "run_id", "task_id", "map_index"].map { "last_updated_by_\($0)" }
        try access("set asset state") { connection in
            try connection.single {
                let count = try connection.run(
                    """
                    INSERT INTO asset_state_store (asset_id, "key", value, updated_at, \(names.joined(separator: ", ")))
                    SELECT id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM asset WHERE name = ?1 AND uri = ?2
                    ON CONFLICT (asset_id, "key") DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at,
                        \(names.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
                    """,
                    [
                        .text(asset.name), .text(asset.uri), .text(key), .text(value.text), .timestamp(.now()),
                        .text(writer == nil ? "watcher" : "task"), .optional(writer?.dagID), .optional(writer?.runID),
                        .optional(writer?.taskID), .optional(writer?.mapIndex),
                    ])
                if count == 0 {
                    throw StoreError(
                        .other, operation: "set asset state",
                        message: "there is no asset with the name '\(asset.name)' and the URI '\(asset.uri)'")
                }
            }
        }
    }

    package func deleteState(of asset: AssetKey, key: String) throws {
        try delete(
            "asset_state_store WHERE \(Self.ofAsset) AND \"key\" = ?",
            [.text(asset.name), .text(asset.uri), .text(key)])
    }

    package func clearState(of asset: AssetKey) throws {
        try delete("asset_state_store WHERE \(Self.ofAsset)", [.text(asset.name), .text(asset.uri)])
    }

    // MARK: Retries

    package func setRetryDecision(_ decision: RetryDecision?, of taskInstanceID: UUID) throws {
        try access("set retry") { connection in
            _ = try connection.single {
                try connection.run(
                    "UPDATE task_instance SET retry_delay_override = ?, retry_reason = ? WHERE id = ?",
                    [
                        decision?.delay.map { .real($0) } ?? .null, .optional(decision?.reason),
                        .text(taskInstanceID.hex),
                    ])
            }
        }
    }

    package func retryDecision(of taskInstanceID: UUID) throws -> RetryDecision? {
        try access("get retry") { connection in
            try connection.first(
                """
                SELECT retry_delay_override IS NULL, retry_delay_override, retry_reason FROM task_instance
                WHERE id = ? AND coalesce(retry_delay_override, retry_reason) IS NOT NULL
                """, [.text(taskInstanceID.hex)]
            ) { RetryDecision(delay: try $0.bool(0) ? nil : $0.double(1), reason: try $0.optionalText(2)) }
        }
    }
}
