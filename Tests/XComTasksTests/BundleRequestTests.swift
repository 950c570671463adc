import Foundation
import Testing
import XCom
import XComSupervisor

@Suite("What a bundle's task asks of runs, task instances and assets", .timeLimit(.minutes(5)))
struct BundleRequestTests {
    private let called = DagRunKey(dagID: "called", runID: "by_hand")
    private let feed = AssetKey(name: "feed", uri: "file:///feed")

    @Test("a run of another DAG is made with its conf; one that is there is an error, or started anew")
    func trigger() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "call")
        try trial.store.save(DagRecord(dagID: "called"))
        let first = try trial.start()
        #expect(first.taskInstance?.state == .success, "\(first.logs)")
        #expect(try first.value() == #""by_hand""#)
        let run = try #require(try trial.store.dagRun(called))
        #expect(run.state == .queued && run.logicalDate == nil && run.conf.text == #"{"question": 42}"#)

        let again = try trial.start()
        #expect(again.taskInstance?.state == .failed)
        #expect(
            again.logs.last?["exception"]?.stringValue?.hasPrefix("TriggerDagRun: DAGRUN_ALREADY_EXISTS: ") == true)

        try trial.store.updateDagRun(called) { $0.state = .failed }
        trial.key.taskID = "call_again"
        let anew = try trial.start()
        #expect(anew.taskInstance?.state == .success, "\(anew.logs)")
        #expect(try trial.store.dagRun(called)?.state == .queued)
        let message = try #require(anew.requests.first as? TriggerDagRun)
        #expect(message.logicalDate == Timestamp("2026-01-02") && message.note == "again" && message.conf == nil)
    }

    @Test("runs and task instances are counted, and their states read")
    func states() throws {
        let trial = try BundleTrial("Trials", dag: "waits", task: "look")
        let now = Timestamp.now()
        try trial.store.insert(
            DagRun(key: called, runType: .manual, state: .success, logicalDate: nil, runAfter: now))
        for (task, state) in [("call", TaskInstanceState.success), ("wait_for_too_long", .failed), ("ask", .skipped)] {
            let key = TaskInstanceKey(dagID: "waits", runID: trial.key.runID, taskID: task)
            var instance = TaskInstance(id: UUID(), key: key, operatorName: "_StubOperator")
            instance.state = state
            try trial.store.insert([instance])
        }
        let outcome = try trial.start()
        #expect(
            try outcome.value()
                == #"{"failed": 1, "succeeded": 1, "runs": 1, "call": "success", "wait_for_too_long": "failed"}"#,
            "\(outcome.logs)")
    }

    @Test("events of assets are read by asset, by alias, and as what the run was made for")
    func events() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "events")
        let source = TaskInstanceKey(dagID: "trials", runID: trial.key.runID, taskID: "publish")
        try trial.store.insert([TaskInstance(id: UUID(), key: source, operatorName: "_StubOperator")])
        try trial.store.save(AssetRecord(key: feed))
        for (number, aliases) in [(1, []), (2, ["feeds"])] as [(Int, [String])] {
            _ = try trial.store.insert(
                AssetEvent(
                    asset: AssetRecord(key: feed), extra: WireValue(text: #"{"n": \#(number)}"#),
                    source: number == 1 ? source : nil, aliases: aliases,
                    timestamp: Timestamp(microseconds: Int64(number))))
        }
        let outcome = try trial.start()
        let texts = [#"feed by nobody: {"n": 2}"#, #"feed by publish: {"n": 1}"#, #"feed by nobody: {"n": 2}"#]
        let value = try #require(try outcome.value(), "\(outcome.logs)")
        #expect(try WireDecoder().decode([String].self, from: WireValue(text: value)) == texts)
    }

    @Test("an event goes through an alias to an asset that nothing has declared")
    func alias() throws {
        let outcome = try BundleTrial("Trials", dag: "trials", task: "alias").start()
        let end = try #require(outcome.terminals.first as? SucceedTask)
        #expect(end.taskOutlets?.map(\.type) == ["AssetAlias"])
        let events = try outcome.store.assetEvents(AssetEventFilter(alias: "parts"))
        #expect(events.map(\.asset.key) == [AssetKey(name: "part", uri: "file:///part")])
        #expect(events.map(\.extra.text) == [#"{"n": 1}"#])
    }

    @Test("a secret is named before it can be logged")
    func secret() throws {
        let outcome = try BundleTrial("Trials", dag: "trials", task: "secret").start()
        #expect(outcome.types == ["MaskSecret", "SucceedTask"])
        #expect((outcome.requests.first as? MaskSecret)?.value.text == #""a-well-kept-word""#)
    }
}
