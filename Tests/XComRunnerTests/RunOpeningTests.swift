import Testing
import XCom
import XComSQLite

@testable import XComRunner

@Suite("finding or making the run that is asked for")
struct RunOpeningTests {
    let store: SQLiteStore
    let now = Timestamp(microseconds: 1_767_225_600_000_000)

    init() throws {
        store = try SQLiteStore(path: ":memory:")
    }

    private func opening(runID: String? = nil, _ date: RunRequest.LogicalDate = .now) -> RunOpening {
        RunOpening(RunRequest(dagID: "d", runID: runID, logicalDate: date), now: now)
    }

    @Test("a run that is only looked at, before its lock is held, stays as it is")
    func looking() throws {
        let key = DagRunKey(dagID: "d", runID: "r")
        try store.insert(DagRun(key: key, runType: .manual, state: .queued, logicalDate: now, runAfter: now))
        let opening = opening(runID: "r")
        #expect(try opening.existing(in: store)?.key == key)
        #expect(try store.dagRun(key)?.state == .queued)
        let opened = try opening.open(in: store)
        #expect(opened.isResumed)
        #expect(opened.run.state == .running)
        #expect(opened.run.startDate == now)
    }

    @Test("the key is known before the run is made, with the id that Airflow generates")
    func key() throws {
        let dated = opening()
        #expect(dated.key.runID == "manual__2026-01-01T00:00:00+00:00")
        #expect(try dated.existing(in: store) == nil)
        let opened = try dated.open(in: store)
        #expect(!opened.isResumed)
        #expect(opened.run.key == dated.key)
        #expect(opening(.none).key.runID.hasPrefix("manual__2026-01-01T00:00:00+00:00_"))
        #expect(opening(.none).key != opening(.none).key)
    }

    @Test("a run that ended is not taken up, and its logical date is taken")
    func refused() throws {
        let key = try opening(runID: "r").open(in: store).run.key
        #expect(throws: RunnerError.self) { try opening().open(in: store) }
        try store.updateDagRun(key) { $0.state = .success }
        #expect(throws: RunnerError.self) { try opening(runID: "r").existing(in: store) }
    }
}
