import Foundation
import Testing
import XCom

@testable import XComSupervisor

@Suite("starting a task instance")
struct StartTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("it runs from now on, and its process is told what it needs")
    func start() throws {
        let taskInstance = try fixture.add("t", mapIndex: 2, maxTries: 2)
        let address = XComAddress(taskInstance: taskInstance.key, key: "left over")
        try fixture.store.set(WireValue(text: "1"), at: address)
        let details = try fixture.supervisor.start(taskInstance: taskInstance.id, pid: 7, hostname: "here")

        let stored = try fixture.state(of: taskInstance)
        #expect(stored.state == .running)
        #expect(stored.startDate == fixture.now)
        #expect(stored.pid == 7)
        #expect(stored.hostname == "here")
        let id = taskInstance.id.uuidString.lowercased()
        #expect(
            String(decoding: try details.json(), as: UTF8.self) == """
                {"type": "StartupDetails", "ti": {"id": "\(id)", "task_id": "t", "dag_id": "d", \
                "run_id": "manual__2026-01-02T00:00:00+00:00", "try_number": 1, \
                "dag_version_id": "00000000-0000-7000-8000-000000000001", "map_index": 2, "hostname": "here", \
                "context_carrier": {}}, "dag_rel_path": "folder/d.py", "bundle_info": {"name": "dags-folder"}, \
                "start_date": "2026-05-01T12:00:00+00:00", "ti_context": {"dag_run": {"dag_id": "d", \
                "run_id": "manual__2026-01-02T00:00:00+00:00", "logical_date": "2026-01-02T00:00:00+00:00", \
                "data_interval_start": "2026-01-02T00:00:00+00:00", "data_interval_end": "2026-01-02T00:00:00+00:00", \
                "run_after": "2026-01-02T00:00:00+00:00", "clear_number": 0, "run_type": "manual", "state": "running", \
                "conf": {}, "consumed_asset_events": []}, "task_reschedule_count": 0, "max_tries": 2, "variables": [], \
                "connections": [], "xcom_keys_to_clear": ["left over"], "should_retry": true}, "sentry_integration": ""}
                """)
    }

    @Test(
        "should_retry is max_tries != 0 and try_number <= max_tries",
        arguments: [(1, 0, false), (1, 1, true), (2, 1, false), (2, 2, true), (3, 2, false)])
    func shouldRetry(tryNumber: Int, maxTries: Int, expected: Bool) throws {
        let taskInstance = try fixture.add("t", maxTries: maxTries)
        try fixture.store.updateTaskInstance(taskInstance.id) { $0.tryNumber = tryNumber }
        let details = try fixture.supervisor.start(taskInstance: taskInstance.id, pid: 7, hostname: "here")
        #expect(details.tiContext.shouldRetry == expected)
    }

    @Test("a resumed instance keeps its start date and its XComs and is told how to go on")
    func resumed() throws {
        let taskInstance = try fixture.start("t")
        try fixture.store.set(WireValue(text: "1"), at: XComAddress(taskInstance: taskInstance.key, key: "k"))
        let started = fixture.now
        fixture.now = fixture.now.advanced(bySeconds: 60)
        try fixture.store.updateTaskInstance(taskInstance.id) { resumed in
            resumed.state = .queued
            resumed.nextMethod = "execute_complete"
            resumed.nextKwargs = WireValue(text: #"{"event": 10000000000000000000000}"#)
        }
        let details = try fixture.supervisor.start(taskInstance: taskInstance.id, pid: 8, hostname: "here")
        #expect(details.tiContext.nextMethod == "execute_complete")
        #expect(details.tiContext.nextKwargs == WireValue(text: #"{"event": 10000000000000000000000}"#))
        #expect(details.tiContext.xcomKeysToClear.isEmpty)
        #expect(details.startDate == fixture.now)
        #expect(try fixture.state(of: taskInstance).startDate == started)
    }

    @Test(
        "a resumed instance is told when it goes on in 3.2, and when it began since 3.3",
        arguments: [AirflowRelease.v32, .v33])
    func resumedDate(release: AirflowRelease) throws {
        let taskInstance = try fixture.start("t")
        let began = fixture.now
        fixture.now = fixture.now.advanced(bySeconds: 60)
        let supervisor = Supervisor(
            store: fixture.store, settings: SupervisorSettings(release: release), clock: { [fixture] in fixture.now })
        for nextMethod in [nil, "execute_complete"] {
            try fixture.store.updateTaskInstance(taskInstance.id) { resumed in
                (resumed.state, resumed.nextMethod, resumed.startDate) = (.queued, nextMethod, began)
            }
            let details = try supervisor.start(taskInstance: taskInstance.id, pid: 8, hostname: "here")
            #expect(details.startDate == (release == .v33 && nextMethod != nil ? began : fixture.now))
        }
    }

    @Test(
        "what runs, waits or has ended cannot be started",
        arguments: [TaskInstanceState.running, .success, .failed, .skipped, .upstreamFailed, .removed, .deferred])
    func refused(state: TaskInstanceState) throws {
        let taskInstance = try fixture.add("t", state: state)
        let error = #expect(throws: SupervisorError.self) {
            try fixture.supervisor.start(taskInstance: taskInstance.id, pid: 7, hostname: "here")
        }
        #expect(error?.statusCode == 409)
        #expect(error?.detail.text.contains(#""previous_state": "\#(state.rawValue)""#) == true)
        #expect(try fixture.state(of: taskInstance).state == state)
    }

    @Test("an unknown task instance is not found")
    func unknown() throws {
        let error = #expect(throws: SupervisorError.self) {
            try fixture.supervisor.start(taskInstance: UUID(), pid: 7, hostname: "here")
        }
        #expect(error?.statusCode == 404)
    }

    @Test("without a started task instance its messages are refused")
    func notStarted() throws {
        let reply = try fixture.send(#"{"type": "SetRenderedMapIndex", "rendered_map_index": "x"}"#)
        #expect(reply?.contains("not_started") == true)
    }

    @Test("on another connection it speaks for the same task instance")
    func reconnected() throws {
        let taskInstance = try fixture.start("t")
        let other = fixture.supervisor.reconnected(to: fixture.store)
        #expect(other.taskInstanceID == taskInstance.id)
        #expect(other.settings.maxMapLength == 3)
    }

    @Test("the details of an instance can be had without starting it")
    func details() throws {
        let taskInstance = try fixture.add("t", state: .deferred)
        let details = try fixture.supervisor.details(ofTaskInstance: taskInstance.id)
        #expect(details.ti.taskID == "t")
        #expect(try fixture.state(of: taskInstance).state == .deferred)
    }
}
