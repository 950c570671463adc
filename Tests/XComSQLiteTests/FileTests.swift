import CSQLite
import Foundation
import StoreFixtures
import Testing
import XCom
import XComSQLite
import XComStoreOptions

@Suite("A store's file")
struct FileTests {
    private func failure(_ body: () throws -> Void) -> StoreError? {
        #expect(throws: StoreError.self, performing: body)
    }

    /// Runs SQL on the file as another program would.
    private func run(_ sql: String, on path: String) {
        var db: OpaquePointer?
        sqlite3_open(path, &db)
        sqlite3_exec(db, sql, nil, nil, nil)
        sqlite3_close(db)
    }

    @Test(
        "URLs follow SQLAlchemy's rules",
        arguments: [
            ("sqlite:////tmp/a b.db", "/tmp/a b.db"), ("sqlite:///rel/x.db", "rel/x.db"),
            ("sqlite+pysqlite:////x", "/x"),
        ])
    func urls(url: String, path: String) throws {
        let error = failure { _ = try SQLiteStore(url: url, options: readOnly) }
        #expect(error?.message.contains("the store \(path) ") == true)
    }

    @Test(
        "what is not a URL of a store is refused",
        arguments: ["", "xcom.db", "postgresql://h/d", "sqlite:x.db", "sqlite://host/x.db", "sqlite:///x.db?mode=ro"])
    func badURLs(url: String) {
        #expect(failure { _ = try SQLiteStore(url: url) }?.operation == "open")
    }

    private var readOnly: StoreOptions {
        var options = StoreOptions()
        options.readOnly = true
        return options
    }

    @Test("a folder that is not there, a folder and a file that is none are refused by what they are")
    func obstacles() throws {
        let folder = try TemporaryFolder()
        let missing = failure { _ = try SQLiteStore(path: folder.path + "/no/x.db") }
        #expect(missing?.code == .unavailable)
        #expect(
            missing?.description
                == "open: the store \(folder.path)/no/x.db cannot be opened; the folder \(folder.path)/no does not exist: "
                + "make it first")
        #expect(
            failure { _ = try SQLiteStore(path: folder.path) }?.message.hasSuffix("it is a folder: name a file") == true
        )
        let text = folder.path + "/notes.txt"
        try Data(repeating: 65, count: 5000).write(to: URL(fileURLWithPath: text))
        let error = failure { _ = try SQLiteStore(path: text) }
        #expect(error?.code == .notAStore)
        #expect(
            error?.message == "\(text) is a file of another kind, not an SQLite database; name another store")
        #expect(try Data(contentsOf: URL(fileURLWithPath: text)).count == 5000)
    }

    @Test("another program's database is not touched")
    func foreign() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/other.db"
        run("CREATE TABLE customers (id)", on: path)
        #expect(failure { _ = try SQLiteStore(path: path) }?.code == .notAStore)
        #expect(failure { _ = try SQLiteStore(path: path, options: readOnly) }?.code == .notAStore)
        run("DROP TABLE customers; CREATE TABLE alembic_version (v)", on: path)
        #expect(failure { _ = try SQLiteStore(path: path) }?.message.contains("which is only read here") == true)
    }

    @Test("a store of a newer version is refused")
    func newer() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.db"
        try SQLiteStore(path: path).close()
        run("UPDATE xcom_schema_version SET version = 999", on: path)
        #expect(failure { _ = try SQLiteStore(path: path) }?.message.contains("newer version") == true)
    }

    @Test("a store that is opened for reading reads, and says that it may not be written to")
    func reading() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.db"
        let store = try SQLiteStore(path: path)
        try store.makeRun()
        try store.set(WireValue(text: "1"), at: address())
        let reader = try SQLiteStore(path: path, options: readOnly)
        #expect(try reader.value(at: address(), includePriorDates: false)?.text == "1")
        let error = failure { try reader.set(.null, at: address()) }
        #expect(error?.code == .readOnly)
        #expect(error?.description.hasPrefix("set XCom: the store \(path) may not be written to; ") == true)
    }

    @Test("a full store says so and keeps what it has")
    func full() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.db"
        let store = try SQLiteStore(path: path)
        try store.makeRun()
        try store.set(WireValue(text: "1"), at: address())
        try store.limitPages()
        let large = WireValue(text: "\"\(String(repeating: "x", count: 1_000_000))\"")
        let error = failure { try store.set(large, at: address()) }
        #expect(error?.code == .full)
        #expect(
            error?.message
                == "there is no room left for the store \(path); free some space on its disk, and run again")
        #expect(try store.value(at: address(), includePriorDates: false)?.text == "1")
        #expect(failure { try store.transaction { try store.set(large, at: address()) } }?.code == .full)
        #expect(try store.value(at: address(), includePriorDates: false)?.text == "1")
    }

    @Test("a store that stays locked says for how long it waited")
    func locked() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.db"
        var options = StoreOptions()
        options.busyTimeout = 0.2
        let store = try SQLiteStore(path: path, options: options)
        try store.makeRun()
        let other = try SQLiteStore(path: path)
        try other.transaction {
            try other.makeRun(runID: "s", logicalDate: nil)
            let error = failure { try store.set(.null, at: address()) }
            #expect(error?.code == .unavailable)
            #expect(
                error?.message
                    == "the store \(path) has been locked by another process for more than 0.2 seconds; end the process "
                    + "that holds it, or try again")
            #expect(try store.value(at: address(), includePriorDates: false) == nil)
        }
        try store.set(.null, at: address())
    }

    @Test("a damaged store says so")
    func corrupt() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.db"
        let store = try SQLiteStore(path: path)
        try store.makeRun(tasks: ["t": Array(0..<500)])
        try store.close()
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        data.replaceSubrange(8192..<data.count, with: Data(repeating: 0x5a, count: data.count - 8192))
        try data.write(to: URL(fileURLWithPath: path))
        let error = failure {
            let store = try SQLiteStore(path: path)
            _ = try store.taskInstances(TaskInstanceFilter())
        }
        #expect(error?.code == .corrupt)
    }

    @Test("the file is a write-ahead log's, and dates and ids are SQLAlchemy's")
    func layout() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.db"
        let store = try SQLiteStore(path: path)
        let instance = try store.makeRun()[0]
        try store.set(WireValue(text: "3.0"), at: address())
        var db: OpaquePointer?
        sqlite3_open(path, &db)
        defer { sqlite3_close(db) }
        func text(_ sql: String) -> String? {
            var statement: OpaquePointer?
            sqlite3_prepare_v2(db, sql, -1, &statement, nil)
            defer { sqlite3_finalize(statement) }
            guard sqlite3_step(statement) == SQLITE_ROW else { return nil }
            return sqlite3_column_text(statement, 0).map { String(cString: $0) }
        }
        #expect(text("PRAGMA journal_mode") == "wal")
        #expect(text("SELECT logical_date FROM dag_run") == "2026-01-01 00:00:00.000000")
        let hex = instance.id.uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        #expect(text("SELECT id FROM task_instance") == hex)
        #expect(text("SELECT typeof(value) || ' ' || value FROM xcom") == "text 3.0")
    }

    @Test("a real Airflow's database is read, numbers that SQLite has changed included")
    func airflowDatabase() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/airflow.db"
        run(
            """
            CREATE TABLE dag_run (id INTEGER NOT NULL, dag_id VARCHAR(250), run_id VARCHAR(250), logical_date TIMESTAMP,
            run_after TIMESTAMP, PRIMARY KEY (id));
            CREATE TABLE xcom (dag_run_id INTEGER, task_id VARCHAR(250), map_index INTEGER, "key" VARCHAR(512),
            dag_id VARCHAR(250), run_id VARCHAR(250), value JSON, timestamp TIMESTAMP);
            INSERT INTO dag_run VALUES (1, 'd', 'r', '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000');
            INSERT INTO xcom VALUES (1, 't', -1, 'return_value', 'd', 'r', '18446744073709551616', '2026-01-01');
            INSERT INTO xcom VALUES (1, 't', -1, 'text', 'd', 'r', '"42"', '2026-01-01');
            """, on: path)
        let store = try SQLiteStore(path: path, options: readOnly)
        #expect(try store.value(at: address(), includePriorDates: false)?.text == "1.8446744073709552e+19")
        #expect(try store.value(at: address(key: "text"), includePriorDates: false)?.text == "\"42\"")
        #expect(try store.failures(dagRun: DagRunKey(dagID: "d", runID: "r")).isEmpty)
    }

    @Test("gives the space back to the file system")
    func space() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/xcom.db"
        let size = { try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0 }
        let store = try SQLiteStore(path: path)
        try store.fill(text: "\"" + String(repeating: "x", count: 50_000) + "\"")
        // Writes the log back.
        _ = try store.giveBackSpace()
        let before = try size()
        for run in try store.runs(beyond: RetentionPolicy(keptRuns: 1)) { _ = try store.deleteInBatches(run.key) }
        #expect(try store.emptySpace() > 2_500_000)
        #expect(try store.giveBackSpace() > 2_500_000)
        #expect(try store.emptySpace() == 0)
        #expect(try before - size() > 2_500_000)
        #expect(try store.entries(XComFilter()).count == 6)
    }

    @Test("a file for the locks of runs that cannot be made is told, with what to do")
    func lockRefused() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: "\(folder.path)/xcom.db")
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/xcom.db-runs", withIntermediateDirectories: false)
        let error = #expect(throws: StoreError.self) { try store.lock(run: DagRunKey(dagID: "d", runID: "r")) }
        #expect(
            error?.message
                == "the file \(folder.path)/xcom.db-runs, by which runs are locked, cannot be made (Is a directory); allow it, "
                + "or name another store")
    }
}

/// What rows know of their sizes.
@Suite("The size of a value")
struct SizeTests {
    /// The sizes that rows have, and those that summaries say.
    private func sizes(_ store: SQLiteStore) throws -> [Int] {
        try store.summaries(XComFilter(), order: .largestFirst, limit: nil).map(\.size)
    }

    @Test("is known of rows that another program has made, and of a store of an older version")
    func others() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/xcom.db"
        let store = try SQLiteStore(path: path)
        try store.makeRun()
        try store.set(WireValue(text: "[1, 2, 3]"), at: address())
        try store.set(WireValue(text: "null"), at: address(key: "k"))
        try store.close()
        var db: OpaquePointer?
        sqlite3_open(path, &db)
        defer { sqlite3_close(db) }
        sqlite3_exec(db, "UPDATE xcom SET size = NULL", nil, nil, nil)
        #expect(try sizes(SQLiteStore(path: path)) == [9, 4])
        // As version 4 had it.
        let older = """
            ALTER TABLE xcom DROP COLUMN size; DROP TRIGGER task_instance_deleted;
            DROP TABLE partitioned_asset_key_log; DROP TABLE asset_partition_dag_run; ALTER TABLE dag_run DROP COLUMN partition_date;
            ALTER TABLE dag_run DROP COLUMN airflow_rules;
            DROP TABLE backfill_dag_run; DROP TABLE backfill; DROP TABLE asset_dag_run_queue;
            DROP TRIGGER task_instance_failed_try; DROP TRIGGER task_instance_cleared; DROP TABLE task_instance_history;
            DROP TABLE slot_pool; DROP TABLE task_state_store; DROP TABLE asset_state_store; ALTER TABLE xcom DROP COLUMN dag_result;
            ALTER TABLE task_instance DROP COLUMN retry_delay_override; ALTER TABLE task_instance DROP COLUMN retry_reason;
            UPDATE xcom_schema_version SET version = 4
            """
        sqlite3_exec(db, older, nil, nil, nil)
        var options = StoreOptions()
        options.readOnly = true
        #expect(try sizes(SQLiteStore(path: path, options: options)) == [9, 4])
        let run = address().taskInstance.dagRun
        #expect(try SQLiteStore(path: path, options: options).dagRun(run)?.rules == .airflow3)
        #expect(try SQLiteStore(path: path, options: options).pools() == [])
        let migrated = try SQLiteStore(path: path)
        #expect(try sizes(migrated) == [9, 4])
        #expect(try migrated.entries(XComFilter()).map(\.value.text) == ["null", "[1, 2, 3]"])
        #expect(try migrated.problems() == [])
        try migrated.updateDagRun(run) { $0.rules = .airflow2 }
        #expect(try SQLiteStore(path: path).dagRun(run)?.rules == .airflow2)
    }
}
