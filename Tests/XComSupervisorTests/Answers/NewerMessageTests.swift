import Foundation
import Testing
import XCom

@testable import XComSupervisor

@Suite("messages of Task SDK 1.3")
struct NewerMessageTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("a retry policy's delay and reason are kept until the next try starts")
    func retryDecision() throws {
        var instance = try fixture.start("t", maxTries: 2)
        _ = fixture.supervisor.answer(
            RetryTask(
                endDate: fixture.now, retryDelaySeconds: 2.5, retryReason: String(repeating: "r", count: 600)))
        let decision = try #require(try fixture.store.retryDecision(of: instance.id))
        #expect(decision == RetryDecision(delay: 2.5, reason: String(repeating: "r", count: 500)))
        instance = try fixture.store.updateTaskInstance(instance.id) {
            $0.state = .queued
            $0.tryNumber = 2
        }
        _ = try fixture.supervisor.start(taskInstance: instance.id, pid: 8, hostname: "here")
        #expect(try fixture.store.retryDecision(of: instance.id) == nil)
    }

    @Test("a task awaits input until somebody answers")
    func awaitsInput() throws {
        let instance = try asking(timeout: nil)
        #expect(try !fixture.supervisor.resumeWithInput(instance.id))
        try fixture.supervisor.record(
            HITLResponse(options: ["b"], user: HITLUser(id: "1", name: "one")), of: instance.id)
        #expect(try fixture.supervisor.resumeWithInput(instance.id))
        let resumed = try fixture.state(of: instance)
        #expect(resumed.state == .scheduled)
        let kwargs = try #require(resumed.nextKwargs?.text)
        #expect(kwargs.hasPrefix(#"{"event": {"chosen_options": ["b"], "params_input": {"n": 3}, "responded_at": "#))
        #expect(kwargs.contains(#""__classname__": "datetime.datetime""#))
        #expect(kwargs.hasSuffix(#""responded_by_user": {"id": "1", "name": "one"}, "timedout": false}}"#))
    }

    @Test("a task that nobody answers in time goes on with its defaults, or with an error where it has none")
    func outOfTime() throws {
        let instance = try asking(timeout: 60)
        #expect(try !fixture.supervisor.resumeWithInput(instance.id))
        fixture.now = fixture.now.advanced(bySeconds: 61)
        #expect(try fixture.supervisor.resumeWithInput(instance.id))
        #expect(try fixture.state(of: instance).nextKwargs?.text.contains(#""error_type": "timeout""#) == true)

        let other = try asking(timeout: 60, defaults: ["a"])
        fixture.now = fixture.now.advanced(bySeconds: 61)
        #expect(try fixture.supervisor.resumeWithInput(other.id))
        let kwargs = try #require(try fixture.state(of: other).nextKwargs?.text)
        #expect(kwargs.contains(#""chosen_options": ["a"], "params_input": {"n": 3}"#))
        #expect(kwargs.hasSuffix(#""responded_by_user": null, "timedout": true}}"#))
        #expect(try fixture.store.hitlDetail(taskInstanceID: other.id)?.respondedAt == fixture.now)
    }

    private func asking(timeout: Double?, defaults: [String]? = nil) throws -> TaskInstance {
        let instance = try fixture.start("ask\(defaults == nil ? "" : "_defaults")")
        _ = fixture.supervisor.answer(
            CreateHITLDetailPayload(
                tiID: instance.id, options: ["a", "b"], subject: "?", defaults: defaults,
                params: WireValue(text: #"{"n": {"value": 3, "schema": {}}}"#)))
        _ = fixture.supervisor.answer(
            AwaitInputTask(
                timeout: timeout.map { MessageDuration(seconds: $0) }, nextMethod: "execute_complete",
                nextKwargs: WireValue(text: "{}")))
        #expect(try fixture.state(of: instance).state == .awaitingInput)
        return instance
    }

    @Test("the keys of variables are given in order, page by page, and a prefix is what it is")
    func variableKeys() throws {
        for key in ["kb", "k%", "ka", "K", "other"] {
            try fixture.store.save(VariableRecord(key: key, value: "1"))
        }
        #expect(
            try fixture.send(#"{"type": "GetVariableKeys", "prefix": "k", "limit": 2, "offset": 1}"#)
                == #"{"body": {"type": "VariableKeysResult", "keys": ["ka", "kb"], "total_entries": 3}, "error": null}"#
        )
        #expect(
            try fixture.send(#"{"type": "GetVariableKeys", "prefix": "k%"}"#)
                == #"{"body": {"type": "VariableKeysResult", "keys": ["k%"], "total_entries": 1}, "error": null}"#)
        #expect(try fixture.send(#"{"type": "GetVariableKeys", "limit": 0}"#)?.contains("422") == true)
    }

    @Test("a DAG's result is marked, and what takes its place is not")
    func dagResult() throws {
        let address = XComAddress(taskInstance: try fixture.start("t").key, key: "return_value")
        _ = try fixture.supervisor.push(.null, at: address, mappedLength: 2, isDagResult: true)
        let sql = try #require(fixture.store as? any SQLStore)
        func marks() throws -> Int {
            try sql.run(sql: "SELECT 1 FROM xcom WHERE dag_result", []).rows.count
        }
        #expect(try marks() == 1)
        #expect(try fixture.store.taskMap(of: address.taskInstance)?.length == 2)
        _ = try fixture.supervisor.push(.null, at: address, mappedLength: nil)
        #expect(try marks() == 0)
    }

    @Test("a run that a task has triggered says so since Airflow 3.3, and a date that is taken is a conflict")
    func triggered() throws {
        try fixture.start("t")
        let supervisor = Supervisor(store: fixture.store, settings: SupervisorSettings(release: .v33))
        let trigger = { (runID: String) in
            try String(
                decoding: supervisor.answer(
                    json: Array(
                        #"{"type": "TriggerDagRun", "dag_id": "d", "run_id": "\#(runID)", "logical_date": "2026-03-01T00:00:00Z"}"#
                            .utf8)) ?? [], as: UTF8.self)
        }
        #expect(try trigger("one").contains(#""ok": true"#))
        #expect(try fixture.store.dagRun(DagRunKey(dagID: "d", runID: "one"))?.runType == .operatorTriggered)
        #expect(try trigger("two").contains("DAGRUN_ALREADY_EXISTS"))
    }

    @Test(
        "prior dates are bounded by the runs of any DAG in 3.2, by the DAG's own run since 3.3",
        arguments: [(AirflowRelease.v32, true), (.v33, false)])
    func priorDates(release: AirflowRelease, isFound: Bool) throws {
        let key = try fixture.start("t").key
        try fixture.store.set(WireValue(text: "1"), at: XComAddress(taskInstance: key, key: "k"))
        // A later run of an id that the DAG itself has no run of.
        try fixture.store.insert(
            DagRun(
                key: DagRunKey(dagID: "other", runID: "elsewhere"), runType: .manual, state: .running,
                logicalDate: Timestamp("2030-01-01T00:00:00Z"), runAfter: fixture.now, conf: WireValue(text: "{}")))
        let supervisor = Supervisor(store: fixture.store, settings: SupervisorSettings(release: release))
        let address =
            #""dag_id": "\#(key.dagID)", "run_id": "elsewhere", "task_id": "t", "key": "k", "include_prior_dates": true"#
        func answer(_ message: String) throws -> String {
            String(decoding: try supervisor.answer(json: Array(message.utf8)) ?? [], as: UTF8.self)
        }
        let one = try answer(#"{"type": "GetXCom", \#(address)}"#)
        #expect(one.contains(isFound ? #""value": 1"# : #""value": null"#))
        let all = try answer(
            #"{"type": "GetXComSequenceSlice", \#(address), "start": null, "stop": null, "step": null}"#)
        #expect(all.contains(isFound ? #""root": [1]"# : #""root": []"#))
    }

    @Test("a field that is not known is refused by name, unless it says nothing")
    func unknownFields() throws {
        let refused = try fixture.send(#"{"type": "GetVariable", "key": "k", "newer": 1, "newest": [1]}"#)
        #expect(
            refused?.contains(
                #""message": "cannot read the message GetVariable: .newer, .newest is not known here", "unknown_fields": ["newer", "newest"]"#
            ) == true)
        #expect(try fixture.send(#"{"type": "GetVariable", "key": "k", "newer": null}"#)?.contains("NOT_FOUND") == true)
        let nested =
            #"{"type": "SucceedTask", "end_date": "2026-03-01T00:00:00Z", "task_outlets": [{"name": "n", "uri": "u", "type": "Asset", "newer": 1}]}"#
        #expect(try fixture.send(nested)?.contains(".task_outlets.0.newer is not known here") == true)
    }

    @Test(
        "a Task SDK belongs to a release of Airflow",
        arguments: [("1.1.8", AirflowRelease.v31), ("1.2.1", .v32), ("1.3.2", .v33), ("1.9.0rc1", .v33)])
    func releases(version: String, release: AirflowRelease) {
        #expect(AirflowRelease(taskSDK: version) == release)
        #expect(AirflowRelease(taskSDK: "2.0") == nil)
    }
}
