import CSQLite
import Foundation
import StoreFixtures
import Testing
import XCom
import XComBlobs
import XComSQLite
import XComStoreOptions

/// What another program may have written into a store's file.
@Suite("Hostile rows")
struct HostileRowTests {
    /// Runs SQL on the file as another program would, which checks nothing.
    private func run(_ sql: String, on path: String) throws {
        var db: OpaquePointer?
        try #require(sqlite3_open(path, &db) == SQLITE_OK)
        defer { sqlite3_close(db) }
        let code = sqlite3_exec(
            db, "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; \(sql)", nil, nil, nil)
        try #require(code == SQLITE_OK, "\(String(cString: sqlite3_errmsg(db)))")
    }

    private func failure(_ body: () throws -> Void) -> StoreError? {
        #expect(throws: StoreError.self, performing: body)
    }

    /// A store with one run, one instance of task `t` and one XCom.
    private final class Fixture {
        let folder: TemporaryFolder
        let store: SQLiteStore
        let instance: TaskInstance

        init() throws {
            folder = try TemporaryFolder()
            store = try SQLiteStore(path: folder.path + "/xcom.db")
            instance = try store.makeRun()[0]
            try store.set(WireValue(text: "[1]"), at: address(), taskMap: TaskMap(length: 1))
        }
    }

    @Test(
        "a run's column that does not hold what it should is an error that names the run and the column",
        arguments: [
            ("run_type = 'x'", "run_type", "holds a word that is not known here"),
            ("state = NULL", "state", "is missing"), ("state = x'ff'", "state", "holds what is not a text"),
            ("state = CAST(x'ff' AS TEXT)", "state", "holds a text that is not UTF-8"),
            ("run_after = '2026-13-01'", "run_after", "holds a text that is not a timestamp"),
            ("run_after = 1e308", "run_after", "holds what is not a text"),
            ("logical_date = 5", "logical_date", "holds what is not a text"),
            ("conf = '{'", "conf", "holds what is not JSON (a key in quotes is missing at byte 1)"),
            ("clear_number = 'x'", "clear_number", "holds what is not an integer"),
            ("clear_number = -1", "clear_number", "holds a negative number"),
            ("clear_number = 1.5", "clear_number", "holds what is not an integer"),
            ("clear_number = 9223372036854775807", "clear_number", "holds a number out of range"),
        ])
    func runs(change: String, column: String, problem: String) throws {
        let fixture = try Fixture()
        let store = fixture.store
        try run("UPDATE dag_run SET \(change)", on: store.place)
        let error = failure { _ = try store.dagRuns(DagRunFilter()) }
        #expect(error?.code == .corrupt)
        #expect(try store.problems() == [error?.message])
        #expect(
            error?.description
                == "list DAG runs: table dag_run of the store \(store.place) has a row (dag_id 'd', run_id 'r') whose column "
                + "\(column) \(problem); correct the row, or delete it")
    }

    @Test(
        "so is one of a task instance",
        arguments: [
            ("id = 'x'", "id"), ("map_index = 'x'", "map_index"), ("map_index = -9223372036854775808", "map_index"),
            ("state = 'unknown'", "state"), ("try_number = -1", "try_number"),
            ("try_number = 9223372036854775807", "try_number"), ("max_tries = 1e308", "max_tries"),
            ("start_date = 'x'", "start_date"), ("pid = 'x'", "pid"), ("pool_slots = x'00'", "pool_slots"),
            ("next_kwargs = '[1,'", "next_kwargs"), ("trigger_id = 1.5", "trigger_id"),
            ("task_id = CAST(x'c3' AS TEXT)", "task_id"), ("hostname = x'00'", "hostname"),
        ])
    func taskInstances(change: String, column: String) throws {
        let fixture = try Fixture()
        let store = fixture.store
        try run("UPDATE task_instance SET \(change)", on: store.place)
        let error = failure { _ = try store.taskInstances(TaskInstanceFilter()) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("table task_instance of the store") == true)
        #expect(error?.message.contains("run_id 'r'") == true)
        #expect(error?.message.contains("whose column \(column) holds") == true)
    }

    @Test(
        "and those of what hangs on it",
        arguments: [
            ("task_map SET length = -1", "length holds a negative number"),
            ("task_map SET length = 'x'", "length holds what is not an integer"),
            ("task_map SET length = 2147483648", "length holds more than 1000000"),
            ("task_map SET keys = '[1]'", "keys holds what is not a list of texts"),
            ("task_map SET keys = '{}'", "keys holds what is not a list of texts"),
            ("task_map SET keys = x'ff'", "keys holds what is not JSON (no value begins like this at byte 0)"),
        ])
    func taskMaps(change: String, problem: String) throws {
        let fixture = try Fixture()
        let store = fixture.store
        try run("UPDATE \(change)", on: store.place)
        let error = failure { _ = try store.taskMap(of: fixture.instance.key) }
        #expect(error?.message.contains("whose column \(problem); ") == true)
        #expect(error?.message.contains("task_id 't', map_index '-1'") == true)
    }

    @Test("a text with NUL in it is a text")
    func nul() throws {
        let fixture = try Fixture()
        let store = fixture.store
        try run("UPDATE dag_run SET triggered_by = CAST(x'610062' AS TEXT)", on: store.place)
        #expect(try store.dagRuns(DagRunFilter()).first?.triggeredBy == "a\0b")
    }

    @Test("an id is not taken for another one because its bytes are no text")
    func ids() throws {
        let fixture = try Fixture()
        let store = fixture.store
        try run("UPDATE xcom SET \"key\" = CAST(x'ff' AS TEXT)", on: store.place)
        let error = failure { _ = try store.summaries(XComFilter(), order: .address, limit: nil) }
        #expect(error?.message.contains("whose column key holds a text that is not UTF-8") == true)
    }

    @Test(
        "a size that a row says and cannot have is measured",
        arguments: ["-1", "9223372036854775807", "'x'", "1e308", "x'00'"])
    func sizes(size: String) throws {
        let fixture = try Fixture()
        let store = fixture.store
        try run("UPDATE xcom SET size = \(size)", on: store.place)
        #expect(try store.summaries(XComFilter(), order: .largestFirst, limit: nil).map(\.size) == [3])
        #expect(try store.statistics().map(\.bytes) == [3])
        #expect(try store.runs(beyond: RetentionPolicy()).map(\.bytes) == [3])
        try store.updateDagRun(DagRunKey(dagID: "d", runID: "r")) { $0.state = .success }
        #expect(try store.deleteInBatches(DagRunKey(dagID: "d", runID: "r")) == .deleted)
    }

    @Test(
        "a version of the schema that there cannot be is refused",
        arguments: ["-1", "-9223372036854775808", "'x'", "NULL", "1.5"])
    func versions(version: String) throws {
        let fixture = try Fixture()
        let store = fixture.store
        try store.close()
        try run(
            """
            ALTER TABLE xcom_schema_version RENAME TO old; CREATE TABLE xcom_schema_version (version, store_id);
            INSERT INTO xcom_schema_version SELECT \(version), store_id FROM old; DROP TABLE old
            """, on: store.place)
        let error = failure { _ = try SQLiteStore(path: store.place) }
        #expect(error?.message.contains("table xcom_schema_version of the store") == true)
    }

    @Test(
        "a value that is not JSON is shown as such, and the others as they are",
        arguments: ["'{'", "''", "x'ff'", "CAST(x'22ff22' AS TEXT)"])
    func values(value: String) throws {
        let fixture = try Fixture()
        let store = fixture.store
        try store.set(WireValue(text: "2"), at: address(key: "other"))
        try run("UPDATE xcom SET value = \(value) WHERE \"key\" = 'return_value'", on: store.place)
        let readings = try store.readings(XComFilter())
        #expect(readings.map(\.address.key) == ["other", "return_value"])
        #expect(try readings[0].value.get().text == "2")
        let error = failure { _ = try readings[1].value.get() }
        #expect(error?.message.hasPrefix("the value of XCom 'return_value' of task 't' in run 'r' of DAG 'd' ") == true)
        #expect(throws: StoreError.self) { try store.entries(XComFilter()) }
        #expect(try store.problems().count == 1)
    }

    @Test("a trigger in the file cannot call what may do harm")
    func schema() throws {
        let fixture = try Fixture()
        let store = fixture.store
        try store.close()
        try run(
            "CREATE TRIGGER evil AFTER INSERT ON dag_run BEGIN SELECT load_extension('/tmp/x'); END", on: store.place)
        let again = try SQLiteStore(path: store.place)
        let error = failure { try again.makeRun(runID: "s", logicalDate: nil) }
        #expect(error?.message.contains("unsafe use of load_extension") == true)
    }
}
