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
}
