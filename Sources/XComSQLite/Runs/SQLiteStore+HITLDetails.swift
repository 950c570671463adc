internal import SQLite
public import XCom

public import struct FoundationEssentials.UUID

extension SQLiteStore {
    public func save(_ detail: HITLDetail) throws {
        try access("save HITL detail") { connection in
            _ = try connection.single {
                try connection.run(
                    """
                    INSERT OR REPLACE INTO hitl_detail (ti_id, options, subject, body, defaults, multiple, params, assignees,
                    created_at, responded_at, responded_by, chosen_options, params_input)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        .text(detail.taskInstanceID.hex), .value(detail.options), .text(detail.subject),
                        .optional(detail.body), .optional(detail.defaults), .int(detail.multiple ? 1 : 0),
                        .value(detail.params), .optional(detail.assignees), .timestamp(detail.createdAt),
                        .timestamp(detail.respondedAt), .optional(detail.respondedBy),
                        .optional(detail.chosenOptions), .value(detail.paramsInput),
                    ])
            }
        }
    }

    public func hitlDetail(taskInstanceID: UUID) throws -> HITLDetail? {
        try access("get HITL detail") { connection in
            try connection.first(HITLDetail.self, "WHERE ti_id = ?", [.text(taskInstanceID.hex)])
        }
    }
}
