import Foundation
import Testing
import XCom

@testable import XComSupervisor

@Suite("messages about DAGs and their runs")
struct DagRunAnswerTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
        try fixture.store.save(DagRecord(dagID: "target"))
    }

    private func trigger(_ runID: String, _ rest: String = "") throws -> String? {
        try fixture.send(#"{"type": "TriggerDagRun", "dag_id": "target", "run_id": "\#(runID)"\#(rest)}"#)
    }

    private static let ok = #"{"body": {"type": "OKResponse", "ok": true}, "error": null}"#

    @Test("a triggered run is queued, manual, and has its conf as it was sent")
    func trigger() throws {
        let conf = #"{"z": 1.0, "a": 123456789012345678901234567890}"#
        let date = #", "logical_date": "2026-01-06T00:00:00Z", "conf": \#(conf), "reset_dag_run": false, "note": "n""#
        #expect(try trigger("r", date + #", "partition_key": "p""#) == Self.ok)
        let run = try #require(try fixture.store.dagRun(DagRunKey(dagID: "target", runID: "r")))
        #expect(run.state == .queued)
        #expect(run.runType == .manual)
        #expect(run.conf.text == conf)
        #expect(run.logicalDate == Timestamp("2026-01-06T00:00:00Z"))
        // The sender did not know the DAG's timetable.
        #expect(run.dataIntervalStart == nil)
        #expect(run.runAfter == fixture.now)
        #expect(run.triggeredBy == "operator")
        #expect(run.note == "n")
        // Airflow's own supervisor does not pass it on.
        #expect(run.partitionKey == nil)
        let seen = try fixture.ask(GetDagRun(dagID: "target", runID: "r"), for: DagRunResult.self)
        #expect(seen.dagRun.note == nil)
    }

    @Test("a run without conf and date has an empty conf and no data interval")
    func triggerBare() throws {
        #expect(try trigger("r", #", "conf": null, "logical_date": null"#) == Self.ok)
        let run = try #require(try fixture.store.dagRun(DagRunKey(dagID: "target", runID: "r")))
        #expect(run.conf.text == "{}")
        #expect(run.logicalDate == nil)
        #expect(run.dataIntervalStart == nil)
    }

    @Test("a triggered run has the moment and the data interval that its sender found out")
    func triggerPlanned() throws {
        let (moment, start) = ("2026-01-05T12:00:00+00:00", "2026-01-04T00:00:00+00:00")
        let found =
            #", "run_after": "\#(moment)", "data_interval_start": "\#(start)", "data_interval_end": "\#(moment)""#
        #expect(try trigger("r", #", "logical_date": "2026-01-06T00:00:00Z""# + found) == Self.ok)
        let run = try #require(try fixture.store.dagRun(DagRunKey(dagID: "target", runID: "r")))
        #expect((run.runAfter, run.dataIntervalStart) == (Timestamp(moment), Timestamp(start)))
        #expect(run.dataIntervalEnd == Timestamp(moment))
    }

    @Test("what Airflow would not make is an error of its API, with the reason")
    func triggerRefused() throws {
        let answer = try #require(try trigger("r", #", "refusal": "ValueError: too early""#))
        #expect(answer.contains("API_SERVER_ERROR") && answer.contains("ValueError: too early"))
        let denied = try #require(try trigger("r", #", "refusal": "no", "refusal_reason": "value_error""#))
        #expect(denied.contains(#""status_code": 400"#))
        #expect(denied.contains(#""detail": {"reason": "value_error", "message": "no"}"#))
        #expect(try fixture.store.dagRun(DagRunKey(dagID: "target", runID: "r")) == nil)
    }

    @Test("a run that is there is said to be there, or starts anew where that is asked for")
    func exists() throws {
        let key = DagRunKey(dagID: "target", runID: "r")
        _ = try trigger("r")
        let done = try fixture.add("t", state: .success, run: key)
        let structure = DagStructure(tasks: [DagStructure.Task(taskID: "t", retries: 2)])
        try structure.save(dagID: "target", in: fixture.store)
        let resting = try fixture.add("u", state: nil, maxTries: 4, run: key)
        try fixture.store.updateDagRun(key) { run in
            run.state = .success
            run.startDate = fixture.now
        }
        #expect(
            try trigger("r")
                == #"{"body": {"type": "ErrorResponse", "error": "DAGRUN_ALREADY_EXISTS"}, "error": null}"#)
        #expect(try trigger("r", #", "reset_dag_run": true"#) == Self.ok)
        let run = try #require(try fixture.store.dagRun(key))
        #expect(run.state == .queued)
        #expect(run.clearNumber == 1)
        #expect(run.startDate == nil)
        let cleared = try fixture.state(of: done)
        #expect(cleared.state == nil)
        #expect(cleared.maxTries == 3)
        #expect(try fixture.state(of: resting).maxTries == 4)
    }

    @Test("another run of the same logical date is an internal error, as it is in Airflow")
    func sameDate() throws {
        _ = try trigger("r", #", "logical_date": "2026-01-06T00:00:00Z""#)
        let reply = try #require(
            try trigger("s", #", "logical_date": "2026-01-06T00:00:00Z", "reset_dag_run": true"#))
        #expect(reply.contains(#""status_code": 500, "message": "Server returned error""#))
        #expect(reply.contains("2026-01-06"))
        #expect(try fixture.store.dagRuns(DagRunFilter(dagID: "target")).map(\.key.runID) == ["r"])
    }

    @Test("a state that is none is refused as the API's validation does")
    func unknownState() throws {
        let expected = "'queued', 'running', 'success' or 'failed'"
        let message = GetPreviousDagRun(dagID: "d", logicalDate: fixture.now, state: "what")
        #expect(
            fixture.refusal(message)
                == #"API_SERVER_ERROR: {"status_code": 422, "message": "Remote server returned validation error", "#
                + #""detail": {"detail": [{"type": "enum", "loc": ["query", "state"], "msg": "Input should be "#
                + #"\#(expected)", "input": "what", "ctx": {"expected": "\#(expected)"}}]}}"#)
    }

    @Test("an unknown DAG is not found")
    func unknownDag() throws {
        let reply = try fixture.send(#"{"type": "TriggerDagRun", "dag_id": "nope", "run_id": "r"}"#)
        #expect(
            reply == """
                {"body": null, "error": {"type": "ErrorResponse", "error": "API_SERVER_ERROR", "detail": \
                {"status_code": 404, "message": "Server returned error", "detail": {"detail": {"reason": "not_found", \
                "message": "Dag with dag_id: 'nope' not found"}}}}}
                """)
    }

    @Test("a run and its state are given, or not found")
    func get() throws {
        let found = try fixture.ask(GetDagRun(dagID: "d", runID: Fixture.run.runID), for: DagRunResult.self)
        #expect(found.dagRun.state == .running)
        #expect(found.dagRun.logicalDate == Fixture.logicalDate)
        let state = try fixture.ask(GetDagRunState(dagID: "d", runID: Fixture.run.runID), for: DagRunStateResult.self)
        #expect(state.state == .running)
        let message = "Dag run with dag_id 'd' and run_id 'no' was not found"
        #expect(fixture.refusal(GetDagRun(dagID: "d", runID: "no"))?.contains(message) == true)
        #expect(fixture.refusal(GetDagRunState(dagID: "d", runID: "no"))?.contains(message) == true)
    }

    private func addRuns() throws {
        for (day, state) in [(1, DagRunState.success), (3, .success), (4, .failed), (6, .success)] {
            let date = try #require(Timestamp("2025-12-0\(day)T00:00:00Z"))
            var run = DagRun(
                key: DagRunKey(dagID: "d", runID: "run \(day)"), runType: .scheduled, state: state, logicalDate: date,
                runAfter: date)
            run.startDate = date
            try fixture.store.insert(run)
        }
        try fixture.store.insert(
            DagRun(
                key: DagRunKey(dagID: "d", runID: "no date"), runType: .manual, state: .success, logicalDate: nil,
                runAfter: fixture.now))
    }

    @Test(
        "the previous run is the newest before a date, in a state where one is asked for",
        arguments: [
            ("2025-12-06", nil, "run 4"), ("2025-12-06", "success", "run 3"),
            ("2026-06-01", "running", Fixture.run.runID),
            ("2025-12-01", nil, nil),
        ])
    func previous(date: String, state: String?, runID: String?) throws {
        try addRuns()
        let message = GetPreviousDagRun(dagID: "d", logicalDate: try #require(Timestamp(date)), state: state)
        #expect(try fixture.ask(message, for: PreviousDagRunResult.self).dagRun?.runID == runID)
    }

    @Test("the previous successful run is that of the task instance's date; none is an empty answer")
    func previousSuccess() throws {
        let taskInstance = try fixture.add("t")
        let message = GetPrevSuccessfulDagRun(tiID: taskInstance.id)
        #expect(try fixture.ask(message, for: PrevSuccessfulDagRunResult.self) == PrevSuccessfulDagRunResult())
        try addRuns()
        #expect(
            try fixture.ask(message, for: PrevSuccessfulDagRunResult.self).startDate
                == Timestamp("2025-12-06T00:00:00Z"))
        let unknown = GetPrevSuccessfulDagRun(tiID: UUID())
        #expect(try fixture.ask(unknown, for: PrevSuccessfulDagRunResult.self) == PrevSuccessfulDagRunResult())
    }

    @Test("runs are counted by their ids, dates and states; an empty list is not a filter, an unknown state finds none")
    func count() throws {
        try addRuns()
        func count(_ filter: String) throws -> Int {
            try fixture.ask(read(GetDRCount.self, #"{"dag_id": "d"\#(filter)}"#), for: DRCount.self).count
        }
        #expect(try count("") == 6)
        #expect(try count(#", "run_ids": [], "states": [], "logical_dates": []"#) == 6)
        #expect(try count(#", "states": ["success", "what"]"#) == 4)
        #expect(try count(#", "states": ["what"]"#) == 0)
        #expect(try count(#", "logical_dates": ["2025-12-03T01:00:00+01:00", "2025-12-04T00:00:00Z"]"#) == 2)
        #expect(try count(#", "run_ids": ["run 1", "no"]"#) == 1)
    }

    @Test("a DAG is described, or not found")
    func dag() throws {
        #expect(
            try fixture.send(#"{"type": "GetDag", "dag_id": "d"}"#) == """
                {"body": {"type": "DagResult", "dag_id": "d", "is_paused": false, "bundle_name": "dags-folder", \
                "relative_fileloc": "folder/d.py", "tags": ["a", "b"]}, "error": null}
                """)
        #expect(fixture.refusal(GetDag(dagID: "no"))?.contains("The Dag with dag_id: `no` was not found") == true)
    }
}
