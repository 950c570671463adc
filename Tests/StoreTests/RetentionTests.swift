import Foundation
import StoreFixtures
import Testing
import XCom
import XComStores

@Suite("Retention")
struct RetentionTests {
    @Test(
        "lets go what is old, what is beyond a number of runs, or what is both, and says what still runs",
        arguments: [
            (RetentionPolicy(endedBefore: Timestamp("2026-01-03")), ["a 01", "a 02", "b 01", "b 02"]),
            (RetentionPolicy(dagID: "a", keptRuns: 8), ["a 01", "a 02"]),
            (RetentionPolicy(dagID: "b", endedBefore: Timestamp("2026-01-02"), keptRuns: 2), ["b 01"]),
            (RetentionPolicy(dagID: "b", endedBefore: Timestamp("2026-01-09"), keptRuns: 9), ["b 01"]),
            (RetentionPolicy(dagID: "a", keptRuns: 0), (1...9).map { "a 0\($0)" } + ["a 10"]),
            (RetentionPolicy(dagID: "c", keptRuns: 0), []),
        ])
    func policies(policy: RetentionPolicy, expected: [String]) throws {
        let store = try StoreKind.fastest.make().store
        try store.fill()
        let runs = try store.runs(beyond: policy)
        #expect(runs.map { "\($0.key.dagID) \($0.key.runID.suffix(2))" } == expected)
        #expect(runs.allSatisfy { $0.hasEnded == ($0.key.runID != "2026-01-10") })
        #expect(runs.allSatisfy { $0.taskInstances == 3 && $0.xcoms == 3 && $0.bytes == 9 })
    }

    @Test("deletes a run with all that belongs to it, and nothing else", arguments: StoreKind.allCases)
    func deletion(kind: StoreKind) throws {
        let fixture = try kind.make()
        let store = fixture.store
        try store.fill(values: 600)
        let run = DagRunKey(dagID: "a", runID: "2026-01-04")
        #expect(try store.deleteInBatches(run) == .deleted)
        #expect(try store.dagRun(run) == nil)
        #expect(try store.entries(XComFilter(dagID: "a", runID: "2026-01-04")).isEmpty)
        #expect(try store.countTaskInstances(TaskInstanceFilter(dagID: "a", runIDs: ["2026-01-04"])) == 0)
        #expect(try store.entries(XComFilter(dagID: "a")).count == 9 * 600)
        #expect(try store.entries(XComFilter(dagID: "b")).count == 10 * 600)
        #expect(try store.problems() == [])
    }

    @Test("leaves a run alone that was taken up again")
    func resumed() throws {
        let store = try StoreKind.fastest.make().store
        try store.fill()
        let run = DagRunKey(dagID: "a", runID: "2026-01-04")
        try store.updateDagRun(run) { $0.state = .running }
        #expect(try store.deleteInBatches(run) == .left)
        #expect(try store.entries(XComFilter(dagID: "a", runID: "2026-01-04")).count == 3)
    }

    @Test("lets others write meanwhile, and loses nothing of theirs")
    func concurrentWriter() async throws {
        let folder = try TemporaryFolder()
        let opener = StoreOpener(url: newURL(in: folder))
        let store = try opener.open()
        try store.fill(values: 300, text: "\"" + String(repeating: "x", count: 5000) + "\"")
        let cleaner = Task.detached {
            for run in try store.runs(beyond: RetentionPolicy(keptRuns: 1)) { _ = try store.deleteInBatches(run.key) }
            return try store.giveBackSpace()
        }
        let writer = Task.detached {
            let other = try opener.open()
            for number in 0..<500 {
                try other.set(
                    WireValue(text: "\(number)"),
                    at: address(mapIndex: 7, key: "k\(number)", dagID: "a", runID: "2026-01-10"))
            }
        }
        try await writer.value
        #expect(try await cleaner.value > 0)
        #expect(try store.dagRuns(DagRunFilter()).map(\.key.runID) == ["2026-01-10", "2026-01-10"])
        #expect(try store.keys(of: address(mapIndex: 7, dagID: "a", runID: "2026-01-10").taskInstance).count == 501)
        #expect(try store.problems() == [])
    }
}
