internal import SQLite
internal import XCom

extension StoreConnection {
    /// Brings the file to the current schema.
    func migrate() throws {
        do {
            try Schema.migrator.migrate(database) { version in
                if let version { try refuseNewer(version) } else { try refuseForeignTables() }
            }
        } catch let failure as Migrator.Failure {
            throw StoreError(
                .corrupt, operation: "open",
                message:
                    "table \(Schema.migrator.table) of the store \(place) says version \(failure.version), and the "
                    + "tables are others (\(failure.message)); correct the version, or restore a copy of the store")
        }
    }

    /// Checks that a file which is only read has the tables, ours or those of a real Airflow.
    func checkReadable() throws {
        if let version = try Schema.migrator.version(of: database) {
            try refuseNewer(version)
        } else if try !hasTable("xcom") || !hasTable("dag_run") {
            throw StoreError(
                .notAStore, operation: "open",
                message: "\(place) holds no XComs: it has no tables of a store; name another one")
        }
    }

    func hasTable(_ name: String) throws -> Bool {
        try first("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [.text(name)]) { _ in true } ?? false
    }

    private func refuseNewer(_ version: Int) throws {
        let known = Schema.migrator.scripts.count
        if version > known {
            throw StoreError(
                .notAStore, operation: "open",
                message: "the store \(place) was made by a newer version of this library (schema \(version), known is "
                    + "\(known)); use that version, or name another store")
        }
    }

    /// Another program's database is not written to.
    private func refuseForeignTables() throws {
        if try hasTable("alembic_version") {
            throw StoreError(
                .airflow, operation: "open",
                message: "\(place) is the metadata database of a real Airflow, which is only read here; name "
                    + "another store, and `xcom import` to copy its runs")
        }
        let table = try first("SELECT name FROM sqlite_master WHERE type = 'table' LIMIT 1", []) { $0.label(0) }
        // Another process may have made the store by now.
        if let table, try Schema.migrator.version(of: database) == nil {
            throw StoreError(
                .notAStore, operation: "open",
                message: "\(place) is another program's database (it has a table \"\(table)\"); name another store")
        }
    }
}
