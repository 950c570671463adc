import Foundation
import Testing
import XCom
import XComTasks
import XComTesting

@testable import Feed
@testable import Marathon
@testable import Orders
@testable import Regions
@testable import Trials
@testable import Warehouse

@Suite("The examples in the test kit")
struct TaskTestTests {
    private let orders = [
        Order(id: 1, customer: "Ada", total: 12.5, placedAt: Timestamp(microseconds: 1)),
        Order(id: 2, customer: "Bob", total: 7.25, placedAt: Timestamp(microseconds: 2)),
    ]

    @Test("an ETL step reads what was extracted, and gives its summary whole and in parts")
    func orders() async throws {
        var test = try TaskTest(Orders.self, task: "transform")
        try test.push(orders, from: "extract")
        let result = try await test.run()
        #expect(result.state == .success && result.reason == nil)
        let summary = try #require(try result.returnValue(as: Summary.self))
        #expect(summary.total == 19.75 && summary.customers == ["Ada", "Bob"])
        #expect(try result.xcom("count", as: Int.self) == 2)
        #expect(try result.xcom("total", as: Decimal.self) == 19.75)
        #expect(try result.keys == ["count", "customers", "newest", "return_value", "total"])
        #expect(result.logs.map(\.event) == ["transforming orders"] && result.logs[0].fields["rows"] == "2")
    }

    @Test("an ETL step without anything to do fails for good")
    func noOrders() async throws {
        var test = try TaskTest(Orders.self, task: "transform")
        test.retries = 2
        let result = try await test.run()
        #expect(result.state == .failed)
        #expect(result.reason == "there are no orders to transform")
    }

    @Test("a value of another type says what was found where")
    func wrongOrders() async throws {
        var test = try TaskTest(Orders.self, task: "transform")
        try test.push([["id": 1]], from: "extract")
        let result = try await test.run()
        #expect(result.state == .failed)
        #expect(
            result.reason?.hasPrefix(
                "pull of XCom 'return_value' of task 'extract' in run 'test' of DAG 'orders': $[0]") == true)
    }

    @Test("a mapped instance finds its own part, and the length of a list is told")
    func regions() async throws {
        let list = try await TaskTest(Regions.self, task: "list_regions").run()
        #expect(try list.returnValue() == ["north", "east", "south"])
        let run = DagRunKey(dagID: "regions", runID: "test")
        let own = TaskInstanceKey(dagID: run.dagID, runID: run.runID, taskID: "list_regions")
        #expect(try list.store.taskMap(of: own)?.length == 3)
        var score = try TaskTest(Regions.self, task: "score")
        try score.push(["north", "east"], from: "list_regions")
        score.mapIndex = 1
        #expect(try await score.run().returnValue() == 40)
        var total = try TaskTest(Regions.self, task: "total")
        for index in 0..<200 { try total.push(index, from: "score", mapIndex: index) }
        let result = try await total.run()
        #expect(try result.returnValue() == 19900)
    }

    @Test("a task is tried again after its own delay, and skipped where the conf does not ask for it")
    func feed() async throws {
        var fetch = try TaskTest(Feed.self, task: "fetch")
        fetch.retries = 1
        let first = try await fetch.run()
        #expect(first.state == .upForRetry && first.reason == "the feed is not there yet")
        #expect(first.retryDelay == .milliseconds(100))
        #expect(try first.store.variable(key: "feed_attempts")?.value == "1")
        fetch.tryNumber = 2
        fetch.variables = ["feed_attempts": "1"]
        #expect(try await fetch.run().returnValue() == 2)

        var publish = try TaskTest(Feed.self, task: "publish")
        let skipped = try await publish.run()
        #expect(skipped.state == .skipped && skipped.assetEvents.isEmpty)
        publish.dagRun.conf = WireValue(text: #"{"publish": true}"#)
        publish.assets = [AssetKey(name: "feed", uri: "file:///feed")]
        let published = try await publish.run()
        #expect(published.state == .success)
        #expect(published.assetEvents.map(\.extra.text) == [#"{"rows": 3}"#])
        publish.dagRun.conf = WireValue(text: #"{"publish": "yes"}"#)
        #expect(try await publish.run().reason?.hasPrefix("conf of run 'test' of DAG 'feed': $.publish: ") == true)
    }

    @Test("the environment's variables and connections come first")
    func warehouse() async throws {
        var test = try TaskTest(Warehouse.self, task: "plan")
        var connection = ConnectionRecord(connID: "warehouse", connType: "postgres")
        connection.host = "db"
        test.connections = [connection]
        test.variables = ["warehouse_limits": #"{"rows": 5}"#]
        #expect(try await test.run().returnValue() == "5 rows to postgres at db:5432")
        test.environment = [
            "AIRFLOW_VAR_WAREHOUSE_LIMITS": #"{"rows": 7}"#, "AIRFLOW_CONN_WAREHOUSE": "mysql://u:p%40@other:3306/s",
        ]
        #expect(try await test.run().returnValue() == "7 rows to mysql at other:3306")
        test.environment["AIRFLOW_VAR_WAREHOUSE_LIMITS"] = "{"
        #expect(try await test.run().reason?.hasPrefix("variable 'warehouse_limits': it is not JSON") == true)
        test.variables = [:]
        test.environment = [:]
        #expect(try await test.run().reason == "the variable warehouse_limits is not set")
    }

    @Test("a long task is cancelled when it is told to end")
    func marathon() async throws {
        let result = try await TaskTest(Marathon.self, task: "run").run(terminatedAt: "running")
        #expect(result.state == .failed)
        #expect(result.reason == "The task was cancelled: it was told to end by SIGTERM")
        #expect(try result.xcom("laps", as: Int.self) ?? 0 > 0)
        let sprint = try await TaskTest(Marathon.self, task: "sprint").run()
        #expect(sprint.reason == "The task was cancelled: its execution timeout of 0.1 seconds has passed")
    }

    @Test("a task that waits says for what, and goes on with what it is given")
    func waiting() async throws {
        var test = try TaskTest(Trials.self, task: "defer")
        let first = try await test.run()
        #expect(first.state == .deferred && first.question == nil)
        #expect(first.trigger?.classpath == "airflow.providers.standard.triggers.temporal.DateTimeTrigger")
        try test.resume(at: "after_a_second", event: Timestamp.now(), kwargs: ["times": 3])
        #expect(try await test.run().returnValue() == "waited 3 time")
        try test.resume(at: "after_a_second", event: "soon")
        #expect(try await test.run().reason?.hasPrefix("kwargs of 'after_a_second': $.event") == true)
    }

    @Test("a task that asks a person goes on with the answer")
    func asking() async throws {
        var test = try TaskTest(Trials.self, task: "ask", dag: "trials")
        let first = try await test.run()
        #expect(first.state == .awaitingInput && first.trigger == nil)
        #expect(
            first.question
                == HumanQuestion("Go on?", options: ["yes", "no"], body: "It is *late*.", defaults: ["no"]))
        try test.resume(event: HumanInput(chosenOptions: ["yes"], respondedByUser: .init(id: "1", name: "Ada")))
        let second = try await test.run()
        #expect(try second.returnValue() == ["yes"])
        #expect(second.logs.first?.fields["by"] == "Ada")
    }

    @Test("a task makes runs of the DAGs that there are, and sees others")
    func runs() async throws {
        var test = try TaskTest(Trials.self, task: "call", dag: "trials")
        #expect(try await test.run().reason?.hasPrefix("TriggerDagRun: ") == true)
        test.dags = ["called"]
        let result = try await test.run()
        let key = DagRunKey(dagID: "called", runID: "by_hand")
        #expect(try result.store.dagRun(key)?.conf.text == #"{"question": 42}"#)
        test.dagRuns = [
            DagRun(key: key, runType: .manual, state: .success, logicalDate: nil, runAfter: .now())
        ]
        #expect(try await test.run().reason?.hasPrefix("TriggerDagRun: DAGRUN_ALREADY_EXISTS") == true)
    }

    @Test("a task reads the events of assets that it is given")
    func events() async throws {
        var test = try TaskTest(Trials.self, task: "events")
        let asset = AssetRecord(key: AssetKey(name: "feed", uri: "file:///feed"))
        test.assetEvents = [
            AssetEvent(asset: asset, extra: WireValue(text: #"{"n": 1}"#), source: nil, timestamp: .now())
        ]
        #expect(try await test.run().returnValue() == [#"feed by nobody: {"n": 1}"#])
    }

    @Test("a bundle without the task is an error")
    func unknown() throws {
        let error = #expect(throws: TaskTestError.self) { try TaskTest(Feed.self, task: "fetsch") }
        #expect(error?.description == "the bundle has no task 'fetsch'")
    }
}

@Suite("The same code on a store")
struct StoreTaskTests {
    @Test("a program on a store calls the code of a task by its part in a run")
    func onStore() async throws {
        var test = try TaskTest(Regions.self, task: "total")
        for index in 0..<3 { try test.push(index, from: "score", mapIndex: index) }
        let store = try await test.run().store
        let ti = try store.openTaskInstance(TaskInstanceKey(dagID: "regions", runID: "test", taskID: "other"))
        let task = try #require(Regions().tasks.dags.first?.tasks.last)
        #expect(try await task(ti)?.text == "3")
        #expect(try await ti.logicalDate == Timestamp("2026-01-01"))
        await #expect(throws: SupervisorRefusal.self) {
            try await ti.addAssetEvent(AssetKey(name: "a", uri: "b"))
        }
        // It asks of runs as under a supervisor.
        try store.save(DagRecord(dagID: "called"))
        let run = try await ti.triggerDagRun("called", logicalDate: Timestamp("2026-03-04"))
        #expect(run.runID == "manual__2026-03-04T00:00:00+00:00")
        #expect(try await ti.dagRunState(dagID: "called", runID: run.runID) == .queued)
        let other = try await ti.triggerDagRun("called")
        #expect(other.runID != run.runID && other.runID.hasPrefix("manual__"))
        #expect(try await ti.dagRunCount(dagID: "called", states: [.queued]) == 2)
        #expect(try await ti.dagRunCount() == 1)
        #expect(try await ti.previousDagRun() == nil)
        #expect(try await ti.resumption == nil)
        let earlier = try #require(Timestamp("2025-01-01"))
        try store.insert(
            DagRun(
                key: DagRunKey(dagID: "regions", runID: "before"), runType: .manual, state: .failed,
                logicalDate: earlier, runAfter: earlier))
        #expect(try await ti.previousDagRun()?.key.runID == "before")
        #expect(try await ti.previousDagRun(state: .success) == nil)
        try await ti.maskSecret(["password": "x"], name: "settings")
    }

    @Test("what is kept for an asset is found by its name and by its URI; what is kept for a task is its own")
    func states() async throws {
        let store = try await TaskTest(Regions.self, task: "list_regions").run().store
        let asset = AssetKey(name: "feed", uri: "file:///feed")
        try store.save(AssetRecord(key: asset))
        let ti = try store.openTaskInstance(TaskInstanceKey(dagID: "regions", runID: "test", taskID: "other"))
        let (byName, byURI) = (ti.assetStateStore(name: asset.name), ti.assetStateStore(uri: asset.uri))
        try await byName.set("page", 3)
        #expect(try await byURI.value("page") == 3)
        try await byURI.set("page", 4)
        #expect(try await byName.value("page") == 4)
        try await byName.delete("page")
        #expect(try await byURI.value("page", as: Int.self) == nil)
        try await byURI.set("page", 5)
        try await byURI.clear()
        #expect(try await byName.value("page", as: Int.self) == nil)
        try await ti.taskStateStore.set("page", ["a": 1])
        #expect(try await ti.taskStateStore.value("page") == ["a": 1])
        let error = await #expect(throws: SettingError.self) { try await ti.taskStateStore.value("page", as: Int.self) }
        #expect(error?.description.hasPrefix("state 'page': ") == true)
    }

    @Test("several tasks are pulled in the order that was asked for, a mapped one with all its instances")
    func several() async throws {
        var test = try TaskTest(Regions.self, task: "list_regions")
        try test.push(1, from: "a")
        for index in 0..<2 { try test.push(10 + index, from: "mapped", mapIndex: index) }
        let store = try await test.run().store
        let ti = try store.openTaskInstance(TaskInstanceKey(dagID: "regions", runID: "test", taskID: "other"))
        let pulled: any RuntimeTaskInstanceProtocol = ti
        #expect(try await pulled.xcomPull(Int.self, from: ["mapped", "b", "a"]) == [10, 11, nil, 1])
        #expect(try await pulled.xcomPull(Int.self, from: ["mapped", "a"], mapIndexes: [1]) == [11, nil])
        #expect(try await pulled.xcomPull([Int].self, from: "mapped") == [10, 11])
        #expect(try await pulled.xcomPull(Int.self, from: "mapped", mapIndex: 1) == 11)
        let sequence = pulled.xcomSequence(Int.self, from: "mapped")
        #expect(try await sequence.slice(from: 1) == [11])
        #expect(try await sequence.item(at: 2) == nil)
    }
}
