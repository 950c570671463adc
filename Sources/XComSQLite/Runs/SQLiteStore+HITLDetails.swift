internal import GRDBSQLite
public import XCom

public import struct Foundation.UUID

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
            try connection.first(
                """
                SELECT options, subject, body, defaults, multiple, params, assignees, created_at, responded_at,
                responded_by, chosen_options, params_input, ti_id FROM hitl_detail WHERE ti_id = ?
                """, [.text(taskInstanceID.hex)], of: "hitl_detail"
            ) { row in
                var detail = HITLDetail(
                    taskInstanceID: taskInstanceID, options: try row.json(0), subject: try row.text(1),
                    createdAt: try row.timestamp(7))
                detail.body = try row.optionalText(2)
                detail.defaults = try row.optionalJSON(3)
                detail.multiple = try row.optionalInt(4).map { $0 != 0 } ?? false
                detail.params = try row.json(5)
                detail.assignees = try row.optionalJSON(6)
                detail.respondedAt = try row.optionalTimestamp(8)
                detail.respondedBy = try row.optionalJSON(9)
                detail.chosenOptions = try row.optionalJSON(10)
                detail.paramsInput = try row.json(11)
                return detail
            }
        }
    }
}
