import Foundation
import Testing
import XCom

@testable import XComSupervisor

@Suite("questions about task instances")
struct QueryAnswerTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
        try fixture.add("a", state: .success)
        try fixture.add("m", mapIndex: 0, state: .failed)
        try fixture.add("m", mapIndex: 1, state: .running)
        try fixture.add("w", state: nil)
    }

    @Test(
        "task instances are counted by what is asked for",
        arguments: [
            ("", 4), (#", "map_index": -1"#, 4), (#", "map_index": 1"#, 1), (#", "task_ids": ["m"]"#, 2),
            (#", "task_ids": []"#, 4), (#", "run_ids": ["other"]"#, 0), (#", "states": ["null"]"#, 1),
            (#", "states": ["null", "success"]"#, 2), (#", "states": ["failed", "what"]"#, 1),
            (#", "states": ["what"]"#, 0),
            (#", "logical_dates": ["2026-01-02T00:00:00Z"]"#, 4), (#", "logical_dates": ["2026-01-03T00:00:00Z"]"#, 0),
        ])
    func count(filter: String, expected: Int) throws {
        let message = try read(GetTICount.self, #"{"dag_id": "d"\#(filter)}"#)
        #expect(try fixture.ask(message, for: TICount.self).count == expected)
    }

    @Test("states are given by run, and by task with its map index where it has one")
    func states() throws {
        let run = DagRunKey(dagID: "d", runID: "z \"run\"")
        try fixture.store.insert(
            DagRun(key: run, runType: .manual, state: .running, logicalDate: nil, runAfter: fixture.now))
        try fixture.add("a", state: .queued, run: run)
        let message = try read(GetTaskStates.self, #"{"dag_id": "d"}"#)
        #expect(
            try fixture.ask(message, for: TaskStatesResult.self).taskStates.text == """
                {"manual__2026-01-02T00:00:00+00:00": {"a": "success", "m_0": "failed", "m_1": "running", "w": null}, \
                "z \\"run\\"": {"a": "queued"}}
                """)
        let none = try read(GetTaskStates.self, #"{"dag_id": "no"}"#)
        #expect(try fixture.ask(none, for: TaskStatesResult.self).taskStates.text == "{}")
    }

    @Test("breadcrumbs are those of what has ended")
    func breadcrumbs() throws {
        let message = GetTaskBreadcrumbs(dagID: "d", runID: Fixture.run.runID)
        let breadcrumbs = try fixture.ask(message, for: TaskBreadcrumbsResult.self).breadcrumbs
        #expect(breadcrumbs.map(\.taskID) == ["a", "m"])
        #expect(breadcrumbs.map(\.state) == [.success, .failed])
        #expect(breadcrumbs.map(\.operator) == ["PythonOperator", "PythonOperator"])
    }

    @Test("the previous instance of a task is that of the newest run before the date")
    func previousTI() throws {
        for (day, state) in [(1, TaskInstanceState.success), (3, .failed)] {
            let key = DagRunKey(dagID: "d", runID: "run \(day)")
            let date = try #require(Timestamp("2025-12-0\(day)"))
            try fixture.store.insert(
                DagRun(key: key, runType: .scheduled, state: .success, logicalDate: date, runAfter: date))
            try fixture.add("a", state: state, run: key)
        }
        func previous(_ rest: String) throws -> String? {
            let message = try read(GetPreviousTI.self, #"{"dag_id": "d", "task_id": "a"\#(rest)}"#)
            return try fixture.ask(message, for: PreviousTIResult.self).taskInstance?.runID
        }
        #expect(try previous("") == Fixture.run.runID)
        #expect(try previous(#", "logical_date": "2026-01-02T00:00:00Z""#) == "run 3")
        #expect(try previous(#", "logical_date": "2026-01-02T00:00:00Z", "state": "success""#) == "run 1")
        #expect(try previous(#", "logical_date": "2025-12-01T00:00:00Z""#) == nil)
        #expect(try previous(#", "map_index": 4"#) == nil)
    }

    @Test("a task group stands for its tasks at any depth; a count narrows it by ids, states add them up")
    func taskGroups() throws {
        let structure = DagStructure(tasks: [
            DagStructure.Task(taskID: "a"), DagStructure.Task(taskID: "m", taskGroupIDs: ["g", "g.h"]),
            DagStructure.Task(taskID: "w", taskGroupIDs: ["g"]),
        ])
        let count = try read(GetTICount.self, #"{"dag_id": "d", "task_group_id": "g"}"#)
        #expect(fixture.refusal(count)?.contains("GetTICount: the task groups of DAG 'd' are not known") == true)
        try structure.save(dagID: "d", in: fixture.store)
        #expect(try fixture.ask(count, for: TICount.self).count == 3)
        let inner = try read(GetTICount.self, #"{"dag_id": "d", "task_group_id": "g.h", "task_ids": ["m", "a"]}"#)
        #expect(try fixture.ask(inner, for: TICount.self).count == 2)
        let outside = try read(GetTICount.self, #"{"dag_id": "d", "task_group_id": "g", "task_ids": ["a"]}"#)
        #expect(try fixture.ask(outside, for: TICount.self).count == 0)
        let states = try read(GetTaskStates.self, #"{"dag_id": "d", "task_group_id": "g.h", "task_ids": ["a"]}"#)
        #expect(
            try fixture.ask(states, for: TaskStatesResult.self).taskStates.text == """
                {"manual__2026-01-02T00:00:00+00:00": {"a": "success", "m_0": "failed", "m_1": "running"}}
                """)
        let noDag = try read(GetTICount.self, #"{"dag_id": "no", "task_group_id": "g"}"#)
        #expect(fixture.refusal(noDag)?.contains("The Dag with ID: `no` was not found") == true)
        let unknown = try read(GetTICount.self, #"{"dag_id": "d", "task_group_id": "no"}"#)
        #expect(fixture.refusal(unknown)?.contains("Task group no not found in DAG d") == true)
    }
}
