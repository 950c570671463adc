import Foundation
import Testing
import XCom
import XComStores

@testable import XComRunner

@Suite("runs that assets bring about")
struct AssetSchedulingTests {
    let store: any Store
    private let start = Timestamp(microseconds: 1_767_225_600_000_000)

    init() throws {
        store = try StoreOpener.inMemory.open()
    }

    private func asset(_ name: String) -> AssetCondition {
        .asset(AssetReference(type: .asset, name: name, uri: "x://\(name)"))
    }

    private func graph(_ dagID: String, _ condition: AssetCondition) -> DagGraph {
        var graph = DagGraph(dagID: dagID, tasks: [])
        graph.assetCondition = condition
        return graph
    }

    /// A task instance of a run that has changed some assets.
    private func changed(_ names: [String], at seconds: Double, aliases: [String] = []) throws -> TaskInstance {
        let now = start.advanced(bySeconds: seconds)
        let run = DagRunKey(dagID: "source", runID: "r\(seconds)")
        try store.insert(DagRun(key: run, runType: .manual, state: .running, logicalDate: nil, runAfter: now))
        var instance = TaskInstance(
            id: UUID(), key: TaskInstanceKey(dagID: run.dagID, runID: run.runID, taskID: "t"), operatorName: "x")
        instance.startDate = now
        try store.insert([instance])
        for name in names {
            let record = AssetRecord(key: AssetKey(name: name, uri: "x://\(name)"))
            try store.save(record)
            _ = try store.insert(
                AssetEvent(
                    asset: record, extra: WireValue(text: "{}"), source: instance.key, aliases: aliases, timestamp: now)
            )
        }
        return instance
    }

    private func runs(
        _ condition: AssetCondition, _ names: [String], at seconds: Double, aliases: [String] = []
    ) throws -> [DagRun] {
        let instance = try changed(names, at: seconds, aliases: aliases)
        let now = start.advanced(bySeconds: seconds + 0.5)
        let scheduling = AssetScheduling([graph("d", condition), DagGraph(dagID: "e", tasks: [])], store: store) { now }
        return try scheduling.succeeded(instance).runs.map { try #require(try store.dagRun($0)) }
    }

    @Test("one asset is enough for any of several; the run has what the scheduler gives it")
    func any() throws {
        let found = try runs(.any([asset("a"), asset("b")]), ["a"], at: 0)
        let run = try #require(found.first)
        #expect(found.count == 1 && run.key.dagID == "d")
        #expect((run.runType, run.state, run.triggeredBy, run.logicalDate) == (.assetTriggered, .queued, "asset", nil))
        #expect(run.dataIntervalStart == nil && run.runAfter == start.advanced(bySeconds: 0.5))
        #expect(run.key.runID.hasPrefix("asset_triggered__2026-01-01T00:00:00.500000+00:00_"))
        #expect(run.key.runID.count == "asset_triggered__2026-01-01T00:00:00.500000+00:00_".count + 8)
        #expect(try store.consumedEvents(of: run.key).map(\.asset.key.name) == ["a"])
    }

    @Test("all of several are waited for over runs, and then all events since the last run are consumed, once")
    func all() throws {
        let both = AssetCondition.all([asset("a"), asset("b")])
        #expect(try runs(both, ["a"], at: 0).isEmpty)
        #expect(try runs(both, ["a", "c"], at: 1).isEmpty)
        let run = try #require(try runs(both, ["b"], at: 2).first)
        #expect(try store.consumedEvents(of: run.key).map(\.asset.key.name) == ["a", "a", "b"])
        #expect(try runs(both, ["b"], at: 3).isEmpty)
        let next = try #require(try runs(both, ["a"], at: 4).first)
        #expect(try store.consumedEvents(of: next.key).map(\.asset.key.name) == ["b", "a"])
    }

    @Test("an alias stands for the assets that came through it")
    func alias() throws {
        let alias = AssetCondition.asset(AssetReference(type: .alias, name: "al", uri: nil))
        #expect(try runs(alias, ["a"], at: 0).isEmpty)
        #expect(try runs(alias, ["a"], at: 1, aliases: ["al"]).count == 1)
    }

    @Test("an asset may be named by its name or its URI alone")
    func references() throws {
        #expect(try runs(.asset(AssetReference(type: .asset, name: "a", uri: nil)), ["a"], at: 0).count == 1)
        #expect(try runs(.asset(AssetReference(type: .asset, name: nil, uri: "x://b")), ["b"], at: 1).count == 1)
        #expect(try runs(.asset(AssetReference(type: .asset, name: "a", uri: "x://other")), ["a"], at: 2).isEmpty)
    }
}
