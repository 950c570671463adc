internal import SQLite
package import XCom

package import struct FoundationEssentials.UUID

extension SQLiteStore {
    package func save(_ detail: HITLDetail) throws {
        try access("save HITL detail") { connection in
            try connection.single { try connection.save(detail) }
        }
    }

    package func hitlDetail(taskInstanceID: UUID) throws -> HITLDetail? {
        try access("get HITL detail") { connection in
            try connection.first(HITLDetail.self, "WHERE ti_id = ?", [.text(taskInstanceID.hex)])
        }
    }

    package func hitlDetails(_ filter: TaskInstanceFilter) throws -> [HITLDetail] {
        let conditions = Conditions(filter)
        return try access("list HITL details") { connection in
            try connection.all(
                HITLDetail.self,
                """
                WHERE ti_id IN (SELECT ti.id FROM task_instance AS ti
                JOIN dag_run ON dag_run.dag_id = ti.dag_id AND dag_run.run_id = ti.run_id\(conditions.clause))
                ORDER BY created_at, ti_id
                """, conditions.arguments)
        }
    }
}
