import Foundation
import Testing
import XCom

@testable import XComSupervisor

@Suite("messages that change a task instance's state")
struct StateAnswerTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("success records its end and the name of the instance")
    func success() throws {
        let taskInstance = try fixture.start("t")
        let message =
            #"{"type": "SucceedTask", "state": "success", "end_date": "2026-05-01T12:00:05.250000Z", "#
            + #""task_outlets": [], "outlet_events": [], "rendered_map_index": "first"}"#
        #expect(try fixture.send(message) == nil)
        let stored = try fixture.state(of: taskInstance)
        #expect(stored.state == .success)
        #expect(stored.renderedMapIndex == "first")
        #expect(stored.duration == 5.25)
    }

    @Test("a task ends failed, skipped or removed", arguments: [TaskInstanceState.failed, .skipped, .removed])
    func taskState(state: TaskInstanceState) throws {
        let taskInstance = try fixture.start("t")
        fixture.now = fixture.now.advanced(bySeconds: 3)
        #expect(try fixture.send(#"{"type": "TaskState", "state": "\#(state.rawValue)", "end_date": null}"#) == nil)
        let stored = try fixture.state(of: taskInstance)
        #expect(stored.state == state)
        #expect(stored.endDate == fixture.now)
    }

    @Test("a task that has ended cannot end again")
    func endedTwice() throws {
        try fixture.start("t")
        _ = try fixture.send(#"{"type": "TaskState", "state": "skipped"}"#)
        let reply = try fixture.send(#"{"type": "TaskState", "state": "failed"}"#)
        #expect(
            reply == """
                {"body": null, "error": {"type": "ErrorResponse", "error": "API_SERVER_ERROR", "detail": \
                {"status_code": 409, "message": "Server returned error", "detail": {"detail": {"reason": "invalid_state", \
                "message": "TI was not in the running state so it cannot be updated", "previous_state": "skipped"}}}}}
                """)
    }

    @Test("a retry forgets the reschedules of the try, and how to go on")
    func retry() throws {
        let taskInstance = try fixture.start("t", maxTries: 1)
        try fixture.store.insert(
            TaskReschedule(
                taskInstanceID: taskInstance.id, startDate: fixture.now, endDate: fixture.now,
                rescheduleDate: fixture.now))
        try fixture.store.updateTaskInstance(taskInstance.id) { $0.nextMethod = "resume" }
        #expect(try fixture.send(#"{"type": "RetryTask", "end_date": "2026-05-01T12:00:05Z"}"#) == nil)
        let stored = try fixture.state(of: taskInstance)
        #expect(stored.state == .upForRetry)
        #expect(stored.nextMethod == nil)
        #expect(try fixture.store.reschedules(taskInstanceID: taskInstance.id).isEmpty)
    }

    @Test("a deferred task leaves a trigger with its arguments as they are, and a deadline")
    func deferred() throws {
        let taskInstance = try fixture.start("t")
        let kwargs =
            #"{"moment": {"__classname__": "builtins.tuple", "__version__": 1, "__data__": [10000000000000000000]}}"#
        let message =
            #"{"type": "DeferTask", "classpath": "m.Trigger", "trigger_kwargs": \#(kwargs), "trigger_timeout": 90.5, "#
            + #""next_method": "resume", "next_kwargs": {"b": 1, "a": 2}}"#
        #expect(try fixture.send(message) == nil)
        let stored = try fixture.state(of: taskInstance)
        #expect(stored.state == .deferred)
        #expect(stored.nextMethod == "resume")
        #expect(stored.nextKwargs == WireValue(text: #"{"b": 1, "a": 2}"#))
        #expect(stored.triggerTimeout == fixture.now.advanced(bySeconds: 90.5))
        #expect(stored.startDate == fixture.now)
        let triggerID = try #require(stored.triggerID)
        let trigger = try fixture.store.trigger(id: triggerID)
        #expect(trigger?.classpath == "m.Trigger")
        #expect(trigger?.kwargs == WireValue(text: kwargs))
    }

    @Test(
        "a trigger's arguments may be a text, or missing",
        arguments: [(#""{\"a\": 1}""#, #"{"a": 1}"#), ("null", "{}")])
    func triggerKwargs(sent: String, stored: String) throws {
        let taskInstance = try fixture.start("t")
        let message =
            #"{"type": "DeferTask", "classpath": "m.T", "trigger_kwargs": \#(sent), "trigger_timeout": "P1DT2H", "#
            + #""next_method": "resume"}"#
        #expect(try fixture.send(message) == nil)
        let state = try fixture.state(of: taskInstance)
        let triggerID = try #require(state.triggerID)
        #expect(try fixture.store.trigger(id: triggerID)?.kwargs.text == stored)
        #expect(state.triggerTimeout == fixture.now.advanced(bySeconds: 26 * 3600))
    }

    @Test("each reschedule is a row from the moment of it, and is counted at the next start")
    func reschedule() throws {
        let taskInstance = try fixture.start("t")
        let first = fixture.now
        let message =
            #"{"type": "RescheduleTask", "state": "up_for_reschedule", "reschedule_date": "2026-05-01T12:05:00Z", "#
            + #""end_date": "2026-05-01T12:00:01Z"}"#
        #expect(try fixture.send(message) == nil)
        #expect(try fixture.state(of: taskInstance).state == .upForReschedule)
        try fixture.store.updateTaskInstance(taskInstance.id) { $0.state = .queued }
        let details = try fixture.supervisor.start(taskInstance: taskInstance.id, pid: 7, hostname: "here")
        #expect(details.tiContext.taskRescheduleCount == 1)
        let date = try fixture.ask(GetTaskRescheduleStartDate(tiID: taskInstance.id), for: TaskRescheduleStartDate.self)
        #expect(date.startDate == first)
    }

    @Test("without a reschedule there is no date of the first one")
    func noReschedule() throws {
        let reply = try fixture.send(#"{"type": "GetTaskRescheduleStartDate", "ti_id": "\#(UUID())", "try_number": 1}"#)
        #expect(reply == #"{"body": {"type": "TaskRescheduleStartDate", "start_date": null}, "error": null}"#)
    }

    @Test("skipping leaves alone what runs or has ended, and a bare id means the unmapped instance")
    func skip() throws {
        try fixture.start("branch")
        let waiting = try fixture.add("waiting", state: nil)
        let mapped = try fixture.add("mapped", mapIndex: 1, state: .scheduled)
        let other = try fixture.add("mapped", mapIndex: 0, state: nil)
        let done = try fixture.add("done", state: .success)
        let running = try fixture.add("running", state: .running)
        let message =
            #"{"type": "SkipDownstreamTasks", "tasks": ["waiting", ["mapped", 1], "mapped", "done", ["running", -1], "none"]}"#
        #expect(try fixture.send(message) == nil)
        #expect(try fixture.state(of: waiting).state == .skipped)
        #expect(try fixture.state(of: waiting).endDate == fixture.now)
        #expect(try fixture.state(of: mapped).state == .skipped)
        #expect(try fixture.state(of: other).state == nil)
        #expect(try fixture.state(of: done).state == .success)
        #expect(try fixture.state(of: running).state == .running)
    }

    @Test("rendered fields are kept as they are")
    func renderedFields() throws {
        let taskInstance = try fixture.start("t")
        let fields = #"{"sql": "select 1", "rows": [1.0, 123456789012345678901234567890]}"#
        #expect(try fixture.send(#"{"type": "SetRenderedFields", "rendered_fields": \#(fields)}"#) == nil)
        #expect(try fixture.store.renderedFields(of: taskInstance.key)?.text == fields)
    }

    @Test("the name of an instance is kept; an empty one is refused")
    func renderedMapIndex() throws {
        let taskInstance = try fixture.start("t", mapIndex: 0)
        #expect(try fixture.send(#"{"type": "SetRenderedMapIndex", "rendered_map_index": "a\nb"}"#) == nil)
        #expect(try fixture.state(of: taskInstance).renderedMapIndex == "a\nb")
        #expect(
            fixture.refusal(SetRenderedMapIndex(renderedMapIndex: ""))?.contains("rendered_map_index cannot be empty")
                == true)
    }

    @Test(
        "a process that ends without a word fails its task, or lets it try again",
        arguments: [(0, TaskInstanceState.failed), (1, .upForRetry)])
    func processEnded(maxTries: Int, state: TaskInstanceState) throws {
        let taskInstance = try fixture.start("t", maxTries: maxTries)
        let result = try fixture.supervisor.processEnded(
            taskInstance: taskInstance.id, type: "Killed", message: "signal 9")
        #expect(result == state)
        #expect(try fixture.state(of: taskInstance).state == state)
        #expect(try fixture.store.failures(dagRun: Fixture.run).map(\.message) == ["signal 9"])
    }

    @Test("a process that ends after its word changes nothing")
    func processEndedAfterSuccess() throws {
        let taskInstance = try fixture.start("t")
        _ = try fixture.send(#"{"type": "TaskState", "state": "skipped"}"#)
        let result = try fixture.supervisor.processEnded(taskInstance: taskInstance.id, type: "Exited", message: "1")
        #expect(result == .skipped)
        #expect(try fixture.store.failures(dagRun: Fixture.run).isEmpty)
    }
}
