import Testing
import XCom

@testable import XComSupervisor

@Suite("messages about XComs")
struct XComAnswerTests {
    let fixture: Fixture
    static let address = #""dag_id": "d", "run_id": "manual__2026-01-02T00:00:00+00:00", "task_id": "t""#

    init() throws {
        fixture = try Fixture()
        try fixture.start("t")
    }

    @Test("a value comes back with the text that it was pushed with")
    func exactText() throws {
        let value = #"{"b": 3.0, "a": [123456789012345678901234567890, 1e+400, "\u00e9\ud83d\ude00"], "$id": null}"#
        #expect(try fixture.send(#"{"type": "SetXCom", "key": "k", "value": \#(value), \#(Self.address)}"#) == nil)
        let reply = try fixture.send(#"{"type": "GetXCom", "key": "k", \#(Self.address)}"#)
        #expect(reply == #"{"body": {"type": "XComResult", "key": "k", "value": \#(value)}, "error": null}"#)
    }

    @Test("a pushed null is a row; what is not there is null too")
    func null() throws {
        _ = try fixture.send(#"{"type": "SetXCom", "key": "k", "value": null, \#(Self.address)}"#)
        let key = TaskInstanceKey(dagID: "d", runID: Fixture.run.runID, taskID: "t")
        #expect(
            try fixture.store.value(at: XComAddress(taskInstance: key, key: "k"), includePriorDates: false) == .null)
        let body = try fixture.send(#"{"type": "GetXCom", "key": "other", \#(Self.address), "map_index": null}"#)
        #expect(body == #"{"body": {"type": "XComResult", "key": "other", "value": null}, "error": null}"#)
    }

    @Test(
        "NaN is refused, and the message named", arguments: ["NaN", "[Infinity]", #"{"a": -Infinity}"#, "01", "[1,]"])
    func notJSON(value: String) throws {
        let reply = try fixture.send(#"{"type": "SetXCom", "key": "k", "value": \#(value), \#(Self.address)}"#)
        #expect(reply?.contains("invalid_message") == true)
        #expect(try fixture.store.entries(XComFilter()).isEmpty)
    }

    @Test("a length for mapping is kept; one that is too great is refused, and nothing stored")
    func mappedLength() throws {
        let key = TaskInstanceKey(dagID: "d", runID: Fixture.run.runID, taskID: "t")
        let push = #"{"key": "return_value", "value": [1, 2, 3], \#(Self.address), "mapped_length": "#
        #expect(fixture.refusal(try read(SetXCom.self, push + "3}")) == nil)
        #expect(try fixture.store.taskMap(of: key) == TaskMap(length: 3))
        try fixture.store.clear(key)
        #expect(
            fixture.refusal(try read(SetXCom.self, push + "4}"))
                == #"API_SERVER_ERROR: {"status_code": 400, "message": "Server returned error", "detail": {"detail": "#
                + #"{"reason": "unmappable_return_value_length", "message": "pushed value is too large to map as a "#
                + #"downstream's dependency"}}}"#)
        #expect(try fixture.store.entries(XComFilter()).isEmpty)
    }

    @Test("an unknown run is not found, an unknown task instance an internal error that says which")
    func unknownAddress() throws {
        let run = try read(
            SetXCom.self, #"{"key": "k", "value": 1, "dag_id": "d", "run_id": "no_such", "task_id": "t"}"#)
        let message = "DAG run not found on DAG 'd' with ID 'no_such'"
        #expect(
            fixture.refusal(run)
                == #"API_SERVER_ERROR: {"status_code": 404, "message": "\#(message)", "detail": {"detail": "\#(message)"}}"#
        )
        let other = try read(SetXCom.self, #"{"key": "k", "value": 1, \#(Self.address), "map_index": 5}"#)
        let refusal = try #require(fixture.refusal(other))
        #expect(
            refusal.hasPrefix(
                #"API_SERVER_ERROR: {"status_code": 500, "message": "Server returned error", "detail": {"message": "#
                    + #""Internal server error", "correlation-id": ""#))
        #expect(refusal.contains("no task instance 't' with map index 5"))
    }

    @Test("an empty key is refused as the API's validation does")
    func emptyKey() throws {
        let problem =
            #"{"type": "string_too_short", "loc": ["path", "key"], "msg": "String should have at least 1 character", "#
            + #""input": "", "ctx": {"min_length": 1}}"#
        let refusal =
            #"API_SERVER_ERROR: {"status_code": 422, "message": "Remote server returned validation error", "#
            + #""detail": {"detail": [\#(problem), \#(problem)]}}"#
        #expect(fixture.refusal(try read(SetXCom.self, #"{"key": "", "value": 1, \#(Self.address)}"#)) == refusal)
        #expect(fixture.refusal(try read(GetXCom.self, #"{"key": "", \#(Self.address)}"#)) == refusal)
        let slice = #"{"key": "", \#(Self.address), "start": null, "stop": null, "step": null}"#
        #expect(fixture.refusal(try read(GetXComSequenceSlice.self, slice)) == refusal)
    }

    @Test("an empty task id is not found, one value of it is null")
    func emptyTaskID() throws {
        let address = #""key": "k", "dag_id": "d", "run_id": "r", "task_id": """#
        let slice = #"{\#(address), "start": null, "stop": null, "step": null}"#
        #expect(
            fixture.refusal(try read(GetXComSequenceSlice.self, slice))
                == #"API_SERVER_ERROR: {"status_code": 404, "message": "Not Found", "detail": {"detail": "Not Found"}}"#
        )
        #expect(try fixture.ask(read(GetXCom.self, "{\(address)}"), for: XComResult.self).value == .null)
    }

    @Test("sequences are counted, indexed and sliced in map-index order")
    func sequences() throws {
        for index in [2, 0, 10] {
            try fixture.add("m", mapIndex: index)
            let address = #""dag_id": "d", "run_id": "\#(Fixture.run.runID)", "task_id": "m", "map_index": \#(index)"#
            #expect(try fixture.send(#"{"type": "SetXCom", "key": "k", "value": "v\#(index)", \#(address)}"#) == nil)
        }
        let address = #""key": "k", "dag_id": "d", "run_id": "\#(Fixture.run.runID)", "task_id": "m""#
        #expect(
            try fixture.send(#"{"type": "GetNumberXComs", \#(address)}"#)
                == #"{"body": {"type": "XComLengthResponse", "len": 3}, "error": null}"#)
        let last = try read(GetXComSequenceItem.self, #"{\#(address), "offset": -1}"#)
        #expect(try fixture.ask(last, for: XComSequenceIndexResult.self).root == WireValue(text: #""v10""#))
        let beyond = try read(GetXComSequenceItem.self, #"{\#(address), "offset": 3}"#)
        let missing = try fixture.ask(beyond, for: ErrorResponse.self)
        #expect(missing.error == .xcomNotFound)
        #expect(
            missing.detail?.text
                == #"{"dag_id": "d", "run_id": "\#(Fixture.run.runID)", "task_id": "m", "key": "k", "offset": 3}"#)
        let slice = try read(GetXComSequenceSlice.self, #"{\#(address), "start": 1, "stop": null, "step": 0}"#)
        #expect(try fixture.ask(slice, for: XComSequenceSliceResult.self).root.map(\.text) == [#""v2""#, #""v10""#])
    }

    @Test("deleting what is not there is no error")
    func delete() throws {
        let message = #"{"type": "DeleteXCom", "key": "k", \#(Self.address), "map_index": -1}"#
        _ = try fixture.send(#"{"type": "SetXCom", "key": "k", "value": 1, \#(Self.address)}"#)
        #expect(try fixture.send(message) == nil)
        #expect(try fixture.store.entries(XComFilter()).isEmpty)
        #expect(try fixture.send(message) == nil)
    }
}
