import Foundation
import Testing
import XCom
import XComStores

@testable import XComRunner

@Suite("runs that partitions of assets bring about")
struct PartitionSchedulingTests {
    private let store: any Store
    private let start = Timestamp(microseconds: 1_767_225_600_000_000)
    private let day = Timestamp(microseconds: 1_767_225_600_000_000)

    init() throws {
        store = try StoreOpener.inMemory.open()
    }

    private func asset(_ name: String) -> AssetCondition {
        .asset(AssetReference(type: .asset, name: name, uri: "x://\(name)"))
    }

    private func scheduling(_ condition: AssetCondition) -> PartitionScheduling {
        PartitionScheduling("d", condition, store: store) { start }
    }

    /// An event of an asset, by a task of a run that is for a partition.
    private func event(_ name: String, _ partition: String?, runOf runPartition: String? = nil) throws -> AssetEvent {
        let key = DagRunKey(dagID: "source", runID: UUID().uuidString)
        var run = DagRun(key: key, runType: .manual, state: .running, logicalDate: nil, runAfter: start)
        run.partitionKey = runPartition
        run.partitionDate = runPartition == nil ? nil : day
        try store.insert(run)
        var instance = TaskInstance(
            id: UUID(), key: TaskInstanceKey(dagID: key.dagID, runID: key.runID, taskID: "t"), operatorName: "x")
        instance.startDate = start
        try store.insert([instance])
        let record = AssetRecord(key: AssetKey(name: name, uri: "x://\(name)"))
        try store.save(record)
        var event = AssetEvent(asset: record, extra: WireValue(text: "{}"), source: instance.key, timestamp: start)
        event.partitionKey = partition
        event.id = try store.insert(event)
        return event
    }

    /// Queues events for a partition of the DAG, as the bridge's answer says.
    @discardableResult
    private func queue(
        _ scheduling: PartitionScheduling, _ events: [AssetEvent], for key: String, date: Timestamp? = nil
    ) throws -> [String] {
        let mapped = events.map { _ in MapPartitions.Mapped(keys: [key], partitionDate: date) }
        return try scheduling.queue(
            events, by: MapPartitions.Answer(fingerprint: WireValue(text: "{}"), events: mapped))
    }

    private func resolved(isStale: Bool = false, _ received: [Bool], date: Timestamp? = nil) -> ResolvePartitions.Answer
    {
        ResolvePartitions.Answer(
            partitions: [
                ResolvePartitions.Resolved(isStale: isStale, received: received, partitionDate: date, notices: ["n"])
            ])
    }

    @Test("a plain DAG takes events without a partition key, and one for partitions those with a key")
    func keys() throws {
        var plain = DagGraph(dagID: "plain", tasks: [])
        plain.assetCondition = asset("a")
        var partitioned = DagGraph(dagID: "d", tasks: [])
        partitioned.assetCondition = asset("a")
        partitioned.isPartitioned = true
        let scheduling = AssetScheduling([plain, partitioned], store: store) { start }
        func outcome(_ key: String?) throws -> AssetScheduling.Outcome {
            let source = try #require(try event("a", key).source)
            return try scheduling.succeeded(try #require(try store.taskInstance(source)))
        }
        let without = try outcome(nil)
        #expect(without.runs.map(\.dagID) == ["plain"])
        #expect(without.partitions.isEmpty)
        #expect(
            without.notices == [
                "Task t of DAG source changed an asset without a partition key: that queues no run of DAG d, which "
                    + "partitions schedule."
            ])
        let with = try outcome("k")
        #expect(with.runs.isEmpty && with.notices.isEmpty)
        #expect(with.partitions.map(\.dagID) == ["d"])
        #expect(with.partitions.first?.events.map(\.partitionKey) == ["k"])
        #expect(try store.queuedAssets(for: "plain").isEmpty)
    }

    @Test("the date of a run goes with its own partition key alone")
    func dates() throws {
        let events = [try event("a", "p", runOf: "p"), try event("a", "q", runOf: "p"), try event("a", "p")]
        let question = try scheduling(asset("a")).question(about: events)
        #expect(question.events.map(\.partitionDate) == [day, nil, nil])
        #expect(question.events.map(\.partitionKey) == ["p", "q", "p"])
    }

    @Test("a partition waits until its condition is met, and its run has its key, its date and its events")
    func waiting() throws {
        let scheduling = scheduling(.all([asset("a"), asset("b")]))
        let first = [try event("a", "p"), try event("a", "q")]
        try queue(scheduling, first, for: "day")
        var pending = try store.pendingPartitions(of: "d")
        #expect(pending.map(\.partitionKey) == ["day"])
        let question = scheduling.question(about: pending)
        #expect(question.partitions.map(\.fingerprint) == [WireValue(text: "{}")])
        #expect(question.partitions.first?.assets.map(\.partitionKeys) == [["p", "q"]])
        #expect(try scheduling.makeRuns(of: pending, by: resolved([true]), rules: .airflow3).runs.isEmpty)
        let last = try event("b", "r")
        try queue(scheduling, [last], for: "day")
        pending = try store.pendingPartitions(of: "d")
        #expect(pending.count == 1)
        // All of one of them is not there yet.
        #expect(try scheduling.makeRuns(of: pending, by: resolved([false, true]), rules: .airflow3).runs.isEmpty)
        let (runs, notices) = try scheduling.makeRuns(
            of: pending, by: resolved([true, true], date: day), rules: .airflow2)
        #expect(notices == ["n"])
        let key = try #require(runs.first)
        let run = try #require(try store.dagRun(key))
        #expect((run.partitionKey, run.partitionDate, run.rules) == ("day", day, .airflow2))
        #expect((run.runType, run.state, run.triggeredBy, run.logicalDate) == (.assetTriggered, .queued, "asset", nil))
        #expect(key.runID.hasPrefix("asset_triggered__2026-01-01T00:00:00+00:00_"))
        #expect(try store.consumedEvents(of: key).map(\.id) == (first + [last]).map(\.id))
        // Who asked before, and answers now, makes no second one.
        #expect(try scheduling.makeRuns(of: pending, by: resolved([true, true]), rules: .airflow3).runs.isEmpty)
        try queue(scheduling, [try event("a", "p")], for: "day")
        #expect(try store.pendingPartitions(of: "d").map(\.sources.count) == [1])
        // What was logged for a run goes with it.
        try store.deleteDagRun(key)
        #expect(try store.pendingPartitions(of: "d").count == 1)
    }

    @Test("the date of a partition is what its events agree on")
    func agreement() throws {
        let scheduling = scheduling(.all([asset("a"), asset("b")]))
        let later = day.advanced(bySeconds: 60)
        try queue(scheduling, [try event("a", "p")], for: "k")
        #expect(try queue(scheduling, [try event("a", "p")], for: "k", date: day).isEmpty)
        #expect(try queue(scheduling, [try event("a", "p")], for: "k").isEmpty)
        #expect(try store.pendingPartitions(of: "d").map(\.partitionDate) == [day])
        #expect(
            try queue(scheduling, [try event("a", "p")], for: "k", date: later) == [
                "The partition k of DAG d has no date: its assets say 2026-01-01T00:00:00+00:00 and "
                    + "2026-01-01T00:01:00+00:00."
            ])
        #expect(try store.pendingPartitions(of: "d").map(\.partitionDate) == [nil])
    }

    @Test("one that is made in another way by now is dropped; a key that cannot be mapped queues nothing")
    func stale() throws {
        let scheduling = scheduling(asset("a"))
        try queue(scheduling, [try event("a", "p")], for: "k")
        let pending = try store.pendingPartitions(of: "d")
        let (runs, notices) = try scheduling.makeRuns(
            of: pending, by: resolved(isStale: true, [false]), rules: .airflow3)
        #expect(runs.isEmpty && notices == ["n"])
        #expect(try store.pendingPartitions(of: "d").isEmpty)
        let answer = MapPartitions.Answer(events: [MapPartitions.Mapped(problem: "why", keys: [])])
        #expect(try scheduling.queue([try event("a", "p")], by: answer) == ["why"])
        #expect(try store.pendingPartitions(of: "d").isEmpty)
    }
}
