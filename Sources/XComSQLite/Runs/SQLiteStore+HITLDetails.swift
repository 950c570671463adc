internal import SQLite
public import XCom

public import struct FoundationEssentials.UUID

extension SQLiteStore {
    public func save(_ detail: HITLDetail) throws {
        try access("save HITL detail") { connection in
            try connection.single { try connection.save(detail) }
        }
    }

    public func hitlDetail(taskInstanceID: UUID) throws -> HITLDetail? {
        try access("get HITL detail") { connection in
            try connection.first(HITLDetail.self, "WHERE ti_id = ?", [.text(taskInstanceID.hex)])
        }
    }
}
