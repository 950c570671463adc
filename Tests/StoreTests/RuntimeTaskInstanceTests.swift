import Foundation
import StoreFixtures
import Testing
import XCom
import XComStores

@Suite("A task instance in Swift")
struct RuntimeTaskInstanceTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    private static let document = tests.deletingLastPathComponent().appendingPathComponent(
        "Sources/XCom/XCom.docc/SwiftTasks.md")

    /// What a Python task that returns the documentation's orders has in the store, by a real Airflow's serialization.
    private static let extracted = #"""
        [{"id": 1, "customer": "Ada", "total": {"__classname__": "decimal.Decimal", "__version__": 1, "__data__": 12.5}, "placed_at": {"__classname__": "datetime.datetime", "__version__": 2, "__data__": {"timestamp": 1767323045.0, "tz": {"__classname__": "builtins.tuple", "__version__": 1, "__data__": ["UTC", "pendulum.tz.timezone.FixedTimezone", 1, true]}}}}, {"id": 2, "customer": "Bob", "total": {"__classname__": "decimal.Decimal", "__version__": 1, "__data__": 7.25}, "placed_at": {"__classname__": "datetime.datetime", "__version__": 2, "__data__": {"timestamp": 1767409445.0, "tz": {"__classname__": "builtins.tuple", "__version__": 1, "__data__": ["UTC", "pendulum.tz.timezone.FixedTimezone", 1, true]}}}}]
        """#

    @Test("the documentation shows the program that is compiled")
    func documentation() throws {
        let document = try String(contentsOf: Self.document, encoding: .utf8)
        let program = try String(
            contentsOf: Self.tests.appendingPathComponent("SwiftTask/main.swift"), encoding: .utf8)
        #expect(document.contains("```swift\n\(program)```\n"))
    }

    @Test("the documentation's program pulls what Python pushed, and pushes what Python can pull")
    func program() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/xcom.db"
        let store = try StoreOpener(url: "sqlite:///\(path)").open()
        try store.makeRun(dagID: "orders", tasks: ["extract": [-1], "summarize": [-1]])
        try store.set(WireValue(text: Self.extracted), at: address("extract", dagID: "orders"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("SwiftTask")
        process.environment = [
            "STORE": "sqlite:///\(path)", "AIRFLOW_CTX_DAG_ID": "orders", "AIRFLOW_CTX_DAG_RUN_ID": "r",
            "AIRFLOW_CTX_TASK_ID": "summarize",
        ].merging(ProcessInfo.processInfo.environment) { own, _ in own }
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let pushed = try #require(
            try store.value(at: address("summarize", key: "summary", dagID: "orders"), includePriorDates: false))
        let summary = try JSONValue(pushed)
        #expect(
            summary["total"]?.text
                == #"{"__classname__": "decimal.Decimal", "__version__": 1, "__data__": 19.75}"#)
        #expect(summary["newest"]?["__data__"]?["timestamp"]?.text == "1767409445.0")
        #expect(summary["customers"]?["__classname__"] == "builtins.set")
        #expect(Set(summary["customers"]?["__data__"]?.arrayValue ?? []) == ["Ada", "Bob"])
    }

    private func instance(tasks: [String: [Int]] = [:]) throws -> RuntimeTaskInstance {
        let store = try StoreKind.fastest.make().store
        let instance = try store.openTaskInstance(address().taskInstance)
        try store.insert(
            tasks.flatMap { taskID, mapIndexes in
                mapIndexes.map {
                    TaskInstance(
                        id: UUID(), key: address(taskID, mapIndex: $0).taskInstance, operatorName: "PythonOperator")
                }
            })
        return instance
    }

    @Test("a value comes back typed; what is missing or null is nil")
    func roundTrip() throws {
        let ti = try instance()
        try ti.xcomPush(key: "numbers", value: [1, 2])
        try ti.xcomPush(key: "null", value: Int?.none)
        #expect(try ti.xcomPull([Int].self, key: "numbers") == [1, 2])
        #expect(try ti.xcomPull(Int.self, key: "null") == nil)
        #expect(try ti.xcomPull(Int.self, key: "missing") == nil)
        #expect(try ti.xcomPull(Int.self, from: "no_task") == nil)
        #expect(try ti.xcomPull(Int.self, from: ["t", "no_task"], key: "missing") == [nil, nil])
    }

    @Test("a mapped task is pulled whole, by list and by index")
    func mapped() throws {
        let ti = try instance(tasks: ["mapped": [0, 1, 2]])
        for index in [0, 2] {
            try ti.store.set(
                WireValue(text: "\(index * 10)"), at: address("mapped", mapIndex: index, key: "return_value"))
        }
        #expect(try ti.xcomPull([Int].self, from: "mapped") == [0, 20])
        #expect(try ti.xcomPull(Int.self, from: "mapped", mapIndex: 2) == 20)
        #expect(try ti.xcomPull(Int.self, from: "mapped", mapIndex: -1) == nil)
        #expect(try ti.xcomPull(Int.self, from: ["mapped", "no"]) == [0, 20, nil])
        #expect(try ti.xcomPull(Int.self, from: ["mapped"], mapIndexes: [2, 1, 0]) == [20, nil, 0])
    }

    @Test("in a run by Airflow 2's rules it pulls as that run's Python tasks do")
    func airflow2() throws {
        let store = try StoreKind.fastest.make().store
        var run = DagRun(
            key: address().taskInstance.dagRun, runType: .manual, state: .running, logicalDate: nil, runAfter: .now())
        run.rules = .airflow2
        try store.insert(run)
        for (taskID, mapIndexes) in [("t", [-1]), ("mapped", [0, 2]), ("other", [-1])] {
            for mapIndex in mapIndexes {
                let key = address(taskID, mapIndex: mapIndex).taskInstance
                try store.insert([TaskInstance(id: UUID(), key: key, operatorName: "PythonOperator")])
                try store.set(WireValue(text: "\(mapIndex)"), at: address(taskID, mapIndex: mapIndex, key: "k"))
            }
        }
        let ti = try RuntimeTaskInstance(address("t").taskInstance, in: store)
        try store.set(WireValue(text: "7"), at: address("other", key: "of other"))
        #expect(try ti.xcomPull(Int.self, key: "of other") == 7)
        #expect(try ti.xcomPull([Int].self, from: "mapped", key: "k") == [0, 2])
        #expect(try ti.xcomPull(Int.self, from: ["other", "no", "t"], key: "k") == [-1, -1])
        #expect(try ti.xcomPull(Int.self, from: ["mapped"], key: "k", mapIndexes: [2, 1, 0]) == [2, 0])
        #expect(try ti.xcomPull(Int.self, from: "no_task") == nil)
        try ti.xcomPush(key: "", value: "below no key")
        #expect(try ti.xcomPull(String.self, from: "t", key: "") == "below no key")
        let any = #expect(throws: XComCodingError.self) { try ti.xcomPull(String.self, key: "of other") }
        #expect(any?.description.hasPrefix("pull of XCom 'of other' of any task in run 'r' of DAG 'd'") == true)
    }

    @Test("errors name the XCom and the place inside it, and show no value")
    func errors() throws {
        let ti = try instance()
        try ti.xcomPush(key: "rows", value: ["rows": [1, 2]])
        let pull = #expect(throws: XComCodingError.self) { try ti.xcomPull([String: [String]].self, key: "rows") }
        #expect(
            pull?.description
                == "pull of XCom 'rows' of task 't' in run 'r' of DAG 'd': $.rows[0]: a text is expected, found a number"
        )
        let push = #expect(throws: XComCodingError.self) {
            try ti.xcomPush(key: "bad", value: ["a": [Double.infinity]])
        }
        #expect(
            push?.description
                == "push of XCom 'bad' of task 't' in run 'r' of DAG 'd': $.a[0]: Out of range float values are not JSON "
                + "compliant")
        #expect(throws: StoreError.self) { try ti.xcomPush(key: "", value: 1) }
        #expect(throws: StoreError.self) { try RuntimeTaskInstance(address("no").taskInstance, in: ti.store) }
        let unset = #expect(throws: StoreError.self) {
            try RuntimeTaskInstance(environment: [:], in: ti.store)
        }
        #expect(unset?.message.hasPrefix("AIRFLOW_CTX_DAG_ID is not set") == true)
    }
}
