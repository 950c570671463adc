internal import SQLite
package import XCom

extension SQLiteStore {
    package func pools() throws -> [PoolRecord] {
        try access("list pools") { connection in
            // A store that is only read may be older than its pools.
            guard try connection.hasTable(PoolRecord.table.name) else { return [] }
            return try connection.all(PoolRecord.self, "ORDER BY pool", [])
        }
    }

    package func save(_ pool: PoolRecord) throws {
        try access("save pool") { connection in
            try connection.single { try connection.save(pool) }
        }
    }

    @discardableResult
    package func deletePool(name: String) throws -> Bool {
        try access("delete pool") { connection in
            try connection.single { try connection.run("DELETE FROM slot_pool WHERE pool = ?", [.text(name)]) > 0 }
        }
    }
}

extension PoolRecord: StoredRecord {
    static let blank = PoolRecord(pool: "", slots: 0)

    static let table = Table<PoolRecord>(
        "slot_pool",
        columns: [
            .rowID("id"),
            .key("pool", { .text($0.pool) }, { $0.pool = try $1.text($2) }),
            Column("slots", { .int($0.slots) }, { $0.slots = try $1.int($2) }),
            Column("description", { .optional($0.description) }, { $0.description = try $1.optionalText($2) }),
            Column(
                "include_deferred", { .bool($0.includesDeferred) }, { $0.includesDeferred = try $1.bool($2) }),
        ])
}
