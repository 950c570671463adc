import StoreFixtures
import Testing
import XCom
import XComSQLite
import XComStoreOptions

@Suite("SQL on a store")
struct SQLTests {
    private let folder: TemporaryFolder
    private let store: SQLiteStore

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path + "/xcom.db")
        try store.makeRun()
    }

    private func text(_ text: String) -> SQLValue {
        .text(Array(text.utf8))
    }

    private func insert(_ key: String, on connection: any SQLStore) throws -> SQLAnswer {
        try connection.run(sql: "INSERT INTO variable (\"key\", val) VALUES (?, ?)", [text(key), text("v")])
    }

    private func failure(_ body: () throws -> Void) -> SQLFailure? {
        #expect(throws: SQLFailure.self, performing: body)
    }

    @Test("every type of value comes back as it was, under the names of the columns")
    func values() throws {
        let values: [SQLValue] = [
            .null, .int(.min), .real(-0.0), text("grün\0"), text(""), .blob([0, 255]), .blob([]),
        ]
        let answer = try store.sqlConnection().run(sql: "SELECT ? AS a, ?, ?, ?, ?, ?, ?", values)
        #expect(answer.rows == [values])
        #expect(answer.columns.first == "a" && answer.columns.count == values.count && answer.changes == -1)
    }

    @Test("what changes something begins a transaction, which others see when it is committed")
    func transactions() throws {
        let connection = try store.sqlConnection()
        #expect(!connection.isInTransaction)
        let answer = try insert("a", on: connection)
        #expect(answer.changes == 1 && answer.lastRowID > 0 && answer.columns.isEmpty)
        #expect(connection.isInTransaction)
        #expect(try store.variable(key: "a") == nil)
        try connection.endTransaction(keep: true)
        #expect(!connection.isInTransaction)
        #expect(try store.variable(key: "a")?.value == "v")
        _ = try insert("b", on: connection)
        try connection.endTransaction(keep: false)
        #expect(try store.variable(key: "b") == nil)
        // Nothing is open: nothing happens.
        try connection.endTransaction(keep: true)
    }

    @Test("refusals say which kind they are, and show no value")
    func refusals() throws {
        let connection = try store.sqlConnection()
        _ = try insert("secret", on: connection)
        let unique = failure { _ = try insert("secret", on: connection) }
        #expect(unique == SQLFailure(.integrity, "UNIQUE constraint failed: variable.key"))
        let foreign = failure {
            _ = try connection.run(
                sql: """
                    INSERT INTO xcom (dag_run_id, dag_id, run_id, task_id, "key", timestamp) VALUES (1, ?, ?, ?, ?, ?)
                    """,
                ["d", "r", "no", "k", "2026-01-01 00:00:00.000000"].map(text))
        }
        #expect(foreign == SQLFailure(.integrity, "FOREIGN KEY constraint failed"))
        let syntax = failure { _ = try connection.run(sql: "SELEC 1", []) }
        #expect(syntax == SQLFailure(.operational, "near \"SELEC\": syntax error"))
        let count = failure { _ = try connection.run(sql: "SELECT ?", []) }
        #expect(count == SQLFailure(.programming, "the statement takes 1 arguments, and was given 0"))
        #expect(failure { _ = try connection.run(sql: "", []) }?.kind == .programming)
    }

    @Test("no argument is larger than a value may be")
    func limit() throws {
        var options = StoreOptions()
        options.limits = SizeLimits(hard: ByteSize(100))
        let limited = try SQLiteStore(path: folder.path + "/xcom.db", options: options)
        let failure = failure { _ = try limited.run(sql: "SELECT ?", [text(String(repeating: "a", count: 101))]) }
        #expect(
            failure
                == SQLFailure(.data, "a value of a statement has 101 B, and the limit is 100 B (XCOM_HARD_LIMIT)"))
    }

    @Test("a store in memory has no second connection, and says what to do")
    func memory() throws {
        let memory = try #require(try StoreKind.memory.make().store as? any SQLStore)
        #expect(throws: StoreError.self) { _ = try memory.sqlConnection() }
    }

    @Test("an offloaded value is read, and its blob goes with the last row that refers to it")
    func offloaded() throws {
        let offloading = try OffloadingStore()
        let address = XComAddress(
            taskInstance: TaskInstanceKey(dagID: "d", runID: "r", taskID: "u", mapIndex: -1), key: "k")
        let value = StoreFixtures.text("x", 5000)
        try offloading.store.set(value, at: address)
        let connection = try #require(offloading.store as? any SQLStore).sqlConnection()
        let rows = try connection.run(sql: "SELECT value FROM xcom", []).rows
        guard case .blob(let reference)? = rows.first?.first else {
            Issue.record("the value is in the row")
            return
        }
        #expect(try connection.offloadedText(reference) == Array(value.utf8))
        #expect(offloading.files.count == 1)
        _ = try connection.run(sql: "DELETE FROM xcom", [])
        #expect(offloading.files.count == 1)
        try connection.endTransaction(keep: true)
        #expect(offloading.files.isEmpty)
    }
}
