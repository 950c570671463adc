import Testing
import XCom
import XComStores

@testable import XComRunner

@Suite("finding or making the run that is asked for")
struct RunOpeningTests {
    let store: any Store
    let now = Timestamp(microseconds: 1_767_225_600_000_000)

    init() throws {
        store = try StoreOpener.inMemory.open()
    }

    private func opening(runID: String? = nil, _ date: RunRequest.LogicalDate = .now) -> RunOpening {
        RunOpening(request: RunRequest(dagID: "d", runID: runID, logicalDate: date), now: now)
    }

    private func plan(_ answer: String) throws -> RunPlan {
        try RunPlan(answer: try? PlanRun.answer(WireValue(text: answer)), dagID: "d")
    }

    private func question(_ opening: RunOpening, about run: DagRun? = nil) throws -> JSONValue {
        try JSONValue(opening.question(about: run).encoded())
    }

    @Test("a run that is only looked at, before its lock is held, stays as it is")
    func looking() throws {
        let key = DagRunKey(dagID: "d", runID: "r")
        try store.insert(DagRun(key: key, runType: .manual, state: .queued, logicalDate: now, runAfter: now))
        let opening = opening(runID: "r")
        let run = try #require(try opening.existing(runID: "r", in: store))
        #expect(run.state == .queued)
        let opened = try opening.open(try #require(RunPlan(of: run)), in: store)
        #expect(opened.isResumed)
        #expect(opened.run.state == .running)
        #expect(opened.run.startDate == now)
    }

    @Test("a new run is as it was planned, and is to run after now")
    func planned() throws {
        let date = try #require(Timestamp("2025-12-24T12:00:00+00:00"))
        let start = try #require(Timestamp("2025-12-23T00:00:00+00:00"))
        let end = try #require(Timestamp("2025-12-24T00:00:00+00:00"))
        let plan = try plan(
            #"{"run_id": "x", "logical_date": "\#(date.iso8601)", "data_interval": ["\#(start.iso8601)", "\#(end.iso8601)"]}"#
        )
        let run = try opening().open(plan, in: store).run
        #expect(run.key.runID == "x")
        #expect(run.logicalDate == date)
        #expect((run.dataIntervalStart, run.dataIntervalEnd) == (start, end))
        #expect(run.runAfter == now)
        let dateless = try self.plan(#"{"run_id": "y", "logical_date": null, "data_interval": null}"#)
        #expect(try opening(.none).open(dateless, in: store).run.dataIntervalStart == nil)
    }

    @Test("the bridge is asked what was asked for")
    func questions() throws {
        let none = try question(opening(runID: "r", .none))
        #expect(none["run_id"] == "r" && none["logical_date"] == nil && none["is_triggered"] == false)
        let dated = try question(opening(.at("2026-03-29T02:30")))
        #expect(dated["run_id"] == nil && dated["logical_date"] == "2026-03-29T02:30")
        #expect(try question(opening())["logical_date"] == .string(now.iso8601))
    }

    @Test("a run that a task has triggered without knowing its data interval gets it when it is taken up")
    func triggered() throws {
        let key = DagRunKey(dagID: "d", runID: "r")
        let later = now.advanced(bySeconds: 60)
        var run = DagRun(key: key, runType: .manual, state: .queued, logicalDate: later, runAfter: now)
        run.dataIntervalStart = nil
        run.dataIntervalEnd = nil
        try store.insert(run)
        #expect(RunPlan(of: run) == nil)
        let opening = opening(runID: "r", .none)
        let asked = try question(opening, about: run)
        #expect(asked["logical_date"] == .string(later.iso8601) && asked["run_after"] == .string(now.iso8601))
        #expect(asked["is_triggered"] == true)
        let plan = try plan(
            #"{"run_id": "r", "logical_date": null, "data_interval": ["\#(now.iso8601)", "\#(now.iso8601)"]}"#)
        let opened = try opening.open(plan, in: store).run
        #expect((opened.dataIntervalStart, opened.dataIntervalEnd, opened.logicalDate) == (now, now, later))
    }

    @Test("what Airflow refuses is said with the type of its error")
    func refused() throws {
        let error = try #require(throws: RunnerError.self) {
            try plan(#"{"error": {"type": "builtins.ValueError", "message": "no"}}"#)
        }
        #expect(error == RunnerError(.refused, "ValueError: no"))
        #expect(throws: RunnerError.self) { try plan("") }
    }

    @Test("a run that ended is not taken up, and its logical date is taken")
    func ended() throws {
        let date = #""logical_date": "2026-01-01T00:00:00+00:00", "data_interval": null"#
        let key = try opening(runID: "r").open(plan("{\"run_id\": \"r\", \(date)}"), in: store).run.key
        #expect(throws: RunnerError.self) { try opening().open(plan("{\"run_id\": \"s\", \(date)}"), in: store) }
        try store.updateDagRun(key) { $0.state = .success }
        #expect(throws: RunnerError.self) { try opening(runID: "r").existing(runID: "r", in: store) }
    }
}
