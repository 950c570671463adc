internal import CSQLite

/// Brings a database from any of its versions to the current one, by scripts that each run once.
package struct Migrator: Sendable {
    /// The table that says in its one row, in the column `version`, how many of the scripts have run.
    package let table: String
    /// The scripts, in order. One that was released never changes.
    package let scripts: [String]

    package init(table: String, scripts: [String]) {
        self.table = table
        self.scripts = scripts
    }

    /// A script that did not run on what the database has.
    package struct Failure: Error {
        /// What the database says its version is.
        package var version: Int
        /// SQLite's text for what went wrong.
        package var message: String
    }

    /// The version of a database; `nil` where it has none.
    ///
    /// - Throws: ``RowError`` where it is not a number of scripts.
    package func version(of database: Database) throws -> Int? {
        do {
            let execution = try database.execution("SELECT version FROM \(table)")
            return try execution.step() ? execution.count(0) : nil
        } catch let error as SQLiteError where error.primaryCode == SQLITE_ERROR {
            return nil
        } catch var error as RowError {
            error.table = table
            throw error
        }
    }

    /// Runs what has not run yet, in one transaction; a current database costs one point read. A database that is made has
    /// its log written ahead, and can give pages back that hold nothing.
    ///
    /// - `check`: throws where a database of such a version is not to be touched. It is called again in the
    ///   transaction: another process may have been first.
    /// - Throws: ``Failure``, ``SQLiteError``, ``RowError``.
    package func migrate(_ database: Database, check: (_ version: Int?) throws -> Void) throws {
        let version = try version(of: database)
        if version == scripts.count { return }
        if version == nil {
            try check(nil)
            // It can be chosen only before the first table is made.
            try database.retry { try database.run(script: "PRAGMA auto_vacuum = INCREMENTAL") }
        }
        try database.retry { try database.run(script: "PRAGMA journal_mode = WAL") }
        try database.transaction {
            let version = try self.version(of: database)
            try check(version)
            if version == nil {
                try database.run(
                    script:
                        "CREATE TABLE \(table) (version INTEGER NOT NULL); INSERT INTO \(table) (version) VALUES (0)")
            }
            do {
                for script in scripts.dropFirst(version ?? 0) { try database.run(script: script) }
            } catch let error as SQLiteError where error.primaryCode == SQLITE_ERROR {
                throw Failure(version: version ?? 0, message: error.message)
            }
            try database.execution("UPDATE \(table) SET version = ?", [.int(scripts.count)]).run()
        }
    }
}
