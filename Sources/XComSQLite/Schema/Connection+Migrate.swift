internal import GRDBSQLite
internal import XCom

extension Connection {
    /// Brings the file to the current schema. A current one costs one point read.
    func migrate(place: String) throws {
        if try currentVersion() == Schema.migrations.count { return }
        if try currentVersion() == nil {
            try refuseForeignTables(place: place)
            // Pages that a clean-up has emptied can be given back. It can be chosen only before the first table is made.
            try waiter.retry { try script("PRAGMA auto_vacuum = INCREMENTAL") }
        }
        try waiter.retry { _ = try first("PRAGMA journal_mode = WAL", []) { try $0.text(0) } }
        try transaction {
            let version = try currentVersion()
            if let version {
                try refuseNewer(version, place: place)
            } else {
                try refuseForeignTables(place: place)
                try script("CREATE TABLE xcom_schema_version (version INTEGER NOT NULL)")
                try run("INSERT INTO xcom_schema_version (version) VALUES (0)")
            }
            do {
                for migration in Schema.migrations.dropFirst(version ?? 0) { try script(migration) }
            } catch let failure as SQLiteFailure where failure.primaryCode == SQLITE_ERROR {
                throw StoreError(
                    .corrupt, operation: "open",
                    message:
                        "table xcom_schema_version of the store \(place) says version \(version ?? 0), and the tables are "
                        + "others (\(failure.message)); correct the version, or restore a copy of the store")
            }
            try run("UPDATE xcom_schema_version SET version = ?", [.int(Schema.migrations.count)])
        }
    }

    /// Checks that a file which is only read has the tables, ours or those of a real Airflow.
    func checkReadable(place: String) throws {
        if let version = try currentVersion() {
            try refuseNewer(version, place: place)
        } else if try !hasTable("xcom") || !hasTable("dag_run") {
            throw StoreError(
                .notAStore, operation: "open",
                message: "\(place) holds no XComs: it has no tables of a store; name another one")
        }
    }

    func hasTable(_ name: String) throws -> Bool {
        try first("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [.text(name)]) { _ in true } ?? false
    }

    /// `nil` where the file has not been made a store.
    private func currentVersion() throws -> Int? {
        do {
            return try first("SELECT version FROM xcom_schema_version", [], of: "xcom_schema_version") {
                try $0.count(0)
            }
        } catch let failure as SQLiteFailure where failure.primaryCode == SQLITE_ERROR {
            return nil
        }
    }

    private func refuseNewer(_ version: Int, place: String) throws {
        if version > Schema.migrations.count {
            throw StoreError(
                .notAStore, operation: "open",
                message: "the store \(place) was made by a newer version of this library (schema \(version), known is "
                    + "\(Schema.migrations.count)); use that version, or name another store")
        }
    }

    /// Another program's database is not written to.
    private func refuseForeignTables(place: String) throws {
        if try hasTable("alembic_version") {
            throw StoreError(
                .airflow, operation: "open",
                message: "\(place) is the metadata database of a real Airflow, which is only read here; name "
                    + "another store, and `xcom import` to copy its runs")
        }
        let table = try first("SELECT name FROM sqlite_master WHERE type = 'table' LIMIT 1", []) { $0.label(0) }
        // Another process may have made the store by now.
        if let table, try currentVersion() == nil {
            throw StoreError(
                .notAStore, operation: "open",
                message: "\(place) is another program's database (it has a table \"\(table)\"); name another store")
        }
    }
}
