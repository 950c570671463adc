import Foundation
import StoreFixtures
import Testing
import XCom
import XComStores

@Suite("A store of runs")
struct RunStoreTests {
    static let runKey = DagRunKey(dagID: "d", runID: "r")

    @Test("a DAG run comes back as it went in, and changes", arguments: StoreKind.allCases)
    func dagRun(kind: StoreKind) throws {
        let store = try kind.make().store
        var run = DagRun(
            key: Self.runKey, runType: .manual, state: .queued, logicalDate: Timestamp("2026-01-01T01:02:03.000004Z"),
            runAfter: .init(microseconds: 5), conf: WireValue(text: #"{"a": 1.0}"#))
        run.triggeredBy = "cli"
        run.note = "why"
        run.clearNumber = 2
        run.partitionKey = "p"
        run.partitionDate = .init(microseconds: 4)
        run.queuedAt = .init(microseconds: 6)
        try store.insert(run)
        #expect(try store.dagRun(Self.runKey) == run)
        run.state = .success
        run.startDate = .init(microseconds: 7)
        run.endDate = .init(microseconds: 8)
        run.note = "because"
        let changed = run
        #expect(try store.updateDagRun(Self.runKey) { $0 = changed } == changed)
        #expect(try store.dagRun(Self.runKey) == changed)
        #expect(throws: StoreError.self) { try store.updateDagRun(DagRunKey(dagID: "d", runID: "no")) { _ in } }
    }

    @Test("a run id or a logical date that the DAG has is refused", arguments: StoreKind.allCases)
    func duplicates(kind: StoreKind) throws {
        let store = try kind.make().store
        try store.makeRun(logicalDate: "2026-01-01")
        for (runID, date) in [("r", "2026-01-02"), ("s", "2026-01-01")] {
            let error = #expect(throws: StoreError.self) { try store.makeRun(runID: runID, logicalDate: date) }
            #expect(error?.code == .dagRunAlreadyExists)
        }
        try store.makeRun(runID: "s", logicalDate: nil)
        try store.makeRun(runID: "t", logicalDate: nil)
        try store.makeRun(dagID: "e", logicalDate: "2026-01-01")
        let first = DagRunFilter(dagID: "d")
        #expect(try store.dagRuns(first).map(\.key.runID) == ["s", "t", "r"])
        #expect(try store.dagRuns(DagRunFilter(runIDs: ["r"])).map(\.key.dagID) == ["d", "e"])
        #expect(try store.dagRuns(DagRunFilter(dagID: "d", states: [.success])).isEmpty)
        let date = try #require(Timestamp("2026-01-01"))
        #expect(try store.dagRuns(DagRunFilter(dagID: "d", logicalDates: [date])).count == 1)
        #expect(try store.dagRuns(DagRunFilter(dagID: "d", logicalDateBefore: date)).isEmpty)
    }

    @Test("a task instance comes back as it went in, and changes", arguments: StoreKind.allCases)
    func taskInstance(kind: StoreKind) throws {
        let store = try kind.make().store
        let made = try store.makeRun()[0]
        #expect(try store.taskInstance(id: made.id) == made)
        let triggerID = try store.insert(
            TriggerRecord(classpath: "m.T", kwargs: WireValue(text: "{}"), createdDate: .init(microseconds: 1)))
        let changed = try store.updateTaskInstance(made.id) { instance in
            instance.state = .deferred
            instance.tryNumber = 2
            instance.maxTries = 3
            instance.startDate = .init(microseconds: 10)
            instance.endDate = .init(microseconds: 2_000_010)
            instance.queuedAt = .init(microseconds: 11)
            instance.scheduledAt = .init(microseconds: 12)
            instance.hostname = "h"
            instance.pid = 7
            instance.renderedMapIndex = "label"
            instance.displayName = "shown"
            instance.triggerID = triggerID
            instance.triggerTimeout = .init(microseconds: 13)
            instance.nextMethod = "resume"
            instance.nextKwargs = WireValue(text: #"{"x": 1}"#)
        }
        #expect(changed.duration == 2)
        #expect(try store.taskInstance(made.key) == changed)
    }

    @Test("a trigger goes when its instance is not deferred any more, or goes", arguments: StoreKind.allCases)
    func triggers(kind: StoreKind) throws {
        let store = try kind.make().store
        let instance = try store.makeRun()[0]
        func deferred() throws -> Int64 {
            let trigger = try store.insert(
                TriggerRecord(classpath: "m.T", kwargs: WireValue(text: "{}"), createdDate: .init(microseconds: 1)))
            try store.updateTaskInstance(instance.id) {
                $0.state = .deferred
                $0.triggerID = trigger
                $0.triggerTimeout = .init(microseconds: 13)
            }
            return trigger
        }
        let first = try deferred()
        try store.updateTaskInstance(instance.id) { $0.hostname = "h" }
        #expect(try store.trigger(id: first) != nil)
        let failed = try store.updateTaskInstance(instance.id) { $0.state = .failed }
        #expect(failed.triggerID == nil)
        #expect(failed.triggerTimeout == nil)
        #expect(try store.taskInstance(instance.key) == failed)
        #expect(try store.trigger(id: first) == nil)
        let second = try deferred()
        try store.deleteDagRun(instance.key.dagRun)
        #expect(try store.trigger(id: second) == nil)
    }

    @Test("what hangs on an instance follows its map index, and goes with it", arguments: StoreKind.allCases)
    func cascades(kind: StoreKind) throws {
        let store = try kind.make().store
        let instance = try store.makeRun()[0]
        try store.set(WireValue(text: "[1]"), at: address(), taskMap: TaskMap(length: 1, keys: ["a\"b", "é"]))
        try store.setRenderedFields(WireValue(text: #"{"f": 1}"#), of: instance.key)
        try store.insert(
            TaskFailure(
                taskInstance: instance.key, tryNumber: 1, type: "builtins.ValueError", message: "no",
                timestamp: .init(microseconds: 1)))
        try store.insert(
            TaskReschedule(
                taskInstanceID: instance.id, startDate: .init(microseconds: 0), endDate: .init(microseconds: 1),
                rescheduleDate: .init(microseconds: 2)))
        try store.updateTaskInstance(instance.id) { $0.key.mapIndex = 0 }
        let moved = address(mapIndex: 0)
        #expect(try store.value(at: moved, includePriorDates: false)?.text == "[1]")
        #expect(try store.taskMap(of: moved.taskInstance) == TaskMap(length: 1, keys: ["a\"b", "é"]))
        #expect(try store.renderedFields(of: moved.taskInstance)?.text == #"{"f": 1}"#)
        #expect(try store.failures(dagRun: Self.runKey).map(\.taskInstance) == [moved.taskInstance])
        #expect(try store.reschedules(taskInstanceID: instance.id).count == 1)
        try store.deleteDagRun(Self.runKey)
        #expect(try store.entries(XComFilter()).isEmpty)
        #expect(try store.taskMap(of: moved.taskInstance) == nil)
        #expect(try store.failures(dagRun: Self.runKey).isEmpty)
        #expect(try store.reschedules(taskInstanceID: instance.id).isEmpty)
    }

    @Test("filters of task instances let through what they name", arguments: StoreKind.allCases)
    func filters(kind: StoreKind) throws {
        let store = try kind.make().store
        let made = try store.makeRun(tasks: ["a": [0, 1], "b": [-1]])
        try store.updateTaskInstance(made[0].id) { $0.state = .success }
        func tasks(_ filter: TaskInstanceFilter) throws -> [String] {
            let found = try store.taskInstances(filter)
            #expect(try store.countTaskInstances(filter) == found.count)
            return found.map { "\($0.key.taskID)\($0.key.mapIndex)" }
        }
        #expect(try tasks(TaskInstanceFilter(dagID: "d")) == ["a0", "a1", "b-1"])
        #expect(try tasks(TaskInstanceFilter(states: [nil])) == ["a1", "b-1"])
        #expect(try tasks(TaskInstanceFilter(states: [.success, nil])) == ["a0", "a1", "b-1"])
        #expect(try tasks(TaskInstanceFilter(taskIDs: ["a"], mapIndex: 1)) == ["a1"])
        #expect(try tasks(TaskInstanceFilter(runIDs: [])) == [])
        #expect(try tasks(TaskInstanceFilter(logicalDates: [Timestamp("2026-01-01")].compactMap(\.self))).count == 3)
    }

    @Test("a transaction is all or nothing, also around calls that fail inside", arguments: StoreKind.allCases)
    func transactions(kind: StoreKind) throws {
        struct Stop: Error {}
        let store = try kind.make().store
        #expect(throws: Stop.self) {
            try store.transaction {
                try store.makeRun()
                try store.transaction { try store.set(.null, at: address()) }
                throw Stop()
            }
        }
        #expect(try store.dagRun(Self.runKey) == nil)
        try store.transaction {
            try store.makeRun()
            #expect(throws: StoreError.self) {
                try store.set(.null, at: address(), taskMap: TaskMap(length: -1))
            }
            try store.set(WireValue(text: "2"), at: address(key: "other"))
        }
        #expect(try store.entries(XComFilter()).map(\.address.key) == ["other"])
    }

    @Test("variables and connections are kept, changed and deleted", arguments: StoreKind.allCases)
    func settings(kind: StoreKind) throws {
        let store = try kind.make().store
        try store.save(VariableRecord(key: "k", value: "1"))
        try store.save(VariableRecord(key: "k", value: "2", description: "d"))
        #expect(try store.variable(key: "k") == VariableRecord(key: "k", value: "2", description: "d"))
        #expect(try store.deleteVariable(key: "k"))
        #expect(try !store.deleteVariable(key: "k"))
        var connection = ConnectionRecord(connID: "c", connType: "http")
        connection.host = "h"
        connection.port = 80
        connection.extra = "{}"
        try store.save(connection)
        connection.password = "p"
        try store.save(connection)
        #expect(try store.connection(id: "c") == connection)
        #expect(try store.connection(id: "no") == nil)
        connection.description = "d"
        try store.save(connection)
        try store.save(ConnectionRecord(connID: "b", connType: "fs"))
        #expect(try store.connections() == [ConnectionRecord(connID: "b", connType: "fs"), connection])
        #expect(try store.deleteConnection(id: "c"))
        #expect(try !store.deleteConnection(id: "c"))
        #expect(try store.connectionTypes().map(\.connID) == ["b"])
        try store.save(VariableRecord(key: "z", value: "1"))
        try store.save(VariableRecord(key: "a", value: "2"))
        #expect(try store.variables().map(\.key) == ["a", "z"])
    }

    @Test("pools are kept, changed and deleted", arguments: StoreKind.allCases)
    func pools(kind: StoreKind) throws {
        let store = try kind.make().store
        #expect(try store.pools() == [])
        try store.save(PoolRecord(pool: "wide", slots: PoolRecord.unlimited, includesDeferred: true))
        try store.save(PoolRecord(pool: "small", slots: 3))
        let small = PoolRecord(pool: "small", slots: 2, description: "d")
        try store.save(small)
        #expect(try store.pools() == [small, PoolRecord(pool: "wide", slots: -1, includesDeferred: true)])
        #expect(try store.deletePool(name: "wide"))
        #expect(try !store.deletePool(name: "wide"))
        #expect(try store.pools() == [small])
    }

    @Test(
        "asset events are found by asset, alias and time, and noted by the runs they made",
        arguments: StoreKind.allCases)
    func assets(kind: StoreKind) throws {
        let store = try kind.make().store
        let instance = try store.makeRun()[0]
        let asset = AssetRecord(key: AssetKey(name: "n", uri: "s3://u"))
        var event = AssetEvent(
            asset: asset, extra: WireValue(text: #"{"rows": 1}"#), source: instance.key, aliases: ["alias"],
            timestamp: .init(microseconds: 5))
        #expect(throws: StoreError.self) { try store.insert(event) }
        try store.save(asset)
        event.id = try store.insert(event)
        #expect(try store.asset(uri: "s3://u") == asset)
        #expect(try store.assetEvents(AssetEventFilter(name: "n")) == [event])
        #expect(try store.assetEvents(AssetEventFilter(alias: "alias")) == [event])
        var late = AssetEventFilter(uri: "s3://u")
        late.after = .init(microseconds: 6)
        #expect(try store.assetEvents(late).isEmpty)
        try store.consume(eventIDs: [try #require(event.id)], in: Self.runKey)
        #expect(try store.consumedEvents(of: Self.runKey) == [event])
        #expect(try store.runsConsuming(eventID: try #require(event.id)).map(\.key) == [Self.runKey])
    }

    @Test("a partition waits with what belongs to it, until it has its run", arguments: StoreKind.allCases)
    func partitions(kind: StoreKind) throws {
        let store = try kind.make().store
        try store.makeRun()
        let asset = AssetRecord(key: AssetKey(name: "n", uri: "s3://u"))
        try store.save(asset)
        var event = AssetEvent(asset: asset, extra: .null, source: nil, timestamp: .init(microseconds: 5))
        event.partitionKey = "source"
        event.id = try store.insert(event)
        var first = PendingPartition(dagID: "d", partitionKey: "p")
        first.fingerprint = WireValue(text: #"{"a": 1}"#)
        let id = try store.insert(first)
        let other = try store.insert(PendingPartition(dagID: "d", partitionKey: "q"))
        try store.log(event, inPartition: id)
        try store.setDate(.init(microseconds: 6), ofPartition: id)
        let pending = try store.pendingPartitions(of: "d")
        #expect(pending.map(\.id) == [id, other] && pending.map(\.partitionKey) == ["p", "q"])
        #expect(pending.map(\.partitionDate) == [.init(microseconds: 6), nil])
        #expect(pending.map(\.fingerprint) == [first.fingerprint, nil])
        let source = PendingPartition.Source(
            asset: asset.key, eventID: try #require(event.id), partitionKey: "source")
        #expect(pending.map(\.sources) == [[source], []])
        #expect(try store.pendingPartitions(of: "e").isEmpty)
        try store.close(partition: id, with: Self.runKey)
        #expect(try store.pendingPartitions(of: "d").map(\.id) == [other])
        try store.deletePartition(id: other)
        #expect(try store.pendingPartitions(of: "d").isEmpty)
    }

    @Test("a DAG is kept with its tags", arguments: StoreKind.allCases)
    func dags(kind: StoreKind) throws {
        let store = try kind.make().store
        var dag = DagRecord(dagID: "d/é")
        dag.tags = ["b", "a"]
        dag.owners = "me"
        try store.save(dag)
        dag.isPaused = true
        dag.tags = ["a"]
        try store.save(dag)
        #expect(try store.dag(id: "d/é") == dag)
        #expect(try store.dag(id: "no") == nil)
    }

    @Test(
        "clearing a task instance takes its XComs and their lengths, and no one else's", arguments: StoreKind.allCases)
    func clear(kind: StoreKind) throws {
        let store = try kind.make().store
        try store.makeRun(tasks: ["t": [-1], "u": [-1]])
        try store.set(.null, at: address(), taskMap: TaskMap(length: 3))
        try store.set(.null, at: address(key: "k"))
        try store.set(.null, at: address("u"))
        try store.clear(address().taskInstance)
        #expect(try store.entries(XComFilter()).map(\.address.taskInstance.taskID) == ["u"])
        #expect(try store.taskMap(of: address().taskInstance) == nil)
    }
}
