import Foundation
import Testing
import XCom

@testable import XComSupervisor

@Suite("variables, connections and what is refused")
struct SettingAnswerTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("a variable is stored, given and deleted")
    func variable() throws {
        #expect(
            try fixture.send(#"{"type": "PutVariable", "key": "a/b", "value": "v\u00e9", "description": null}"#) == nil)
        #expect(
            try fixture.send(#"{"type": "GetVariable", "key": "a/b"}"#)
                == #"{"body": {"type": "VariableResult", "key": "a/b", "value": "v\u00e9"}, "error": null}"#)
        #expect(
            try fixture.send(#"{"type": "DeleteVariable", "key": "a/b"}"#)
                == #"{"body": {"type": "OKResponse", "ok": true}, "error": null}"#)
        let reply = try fixture.send(#"{"type": "GetVariable", "key": "a/b"}"#)
        #expect(
            reply
                == #"{"body": {"type": "ErrorResponse", "error": "VARIABLE_NOT_FOUND", "detail": {"key": "a/b"}}, "error": null}"#
        )
        #expect(
            try fixture.send(#"{"type": "DeleteVariable", "key": "a/b"}"#)
                == #"{"body": {"type": "OKResponse", "ok": true}, "error": null}"#)
    }

    @Test("a variable without a name is refused as the API's validation does; one without a value has Python's")
    func oddVariables() throws {
        #expect(fixture.refusal(GetVariable(key: ""))?.contains(#""loc": ["path", "variable_key"]"#) == true)
        #expect(fixture.refusal(PutVariable(key: "", value: "x"))?.contains(#""status_code": 422"#) == true)
        #expect(fixture.refusal(DeleteVariable(key: ""))?.contains(#""status_code": 422"#) == true)
        _ = fixture.supervisor.answer(PutVariable(key: "k"))
        #expect(try fixture.ask(GetVariable(key: "k"), for: VariableResult.self).value == "None")
    }

    @Test("a connection is given as it is stored")
    func connection() throws {
        var connection = ConnectionRecord(connID: "db", connType: "postgres")
        connection.password = "p\"w"
        connection.port = 5432
        connection.extra = #"{"k": 1}"#
        try fixture.store.save(connection)
        #expect(
            try fixture.send(#"{"type": "GetConnection", "conn_id": "db"}"#) == """
                {"body": {"type": "ConnectionResult", "conn_id": "db", "conn_type": "postgres", "password": "p\\"w", \
                "port": 5432, "extra": "{\\"k\\": 1}"}, "error": null}
                """)
        let missing = try fixture.ask(GetConnection(connID: "no"), for: ErrorResponse.self)
        #expect(missing == ErrorResponse(error: .connectionNotFound, detail: WireValue(text: #"{"conn_id": "no"}"#)))
    }

    @Test("a secret is taken note of by whoever writes the logs")
    func maskSecret() throws {
        #expect(try fixture.send(#"{"type": "MaskSecret", "value": ["s", {"p": "t"}], "name": null}"#) == nil)
    }

    @Test("what is refused says which message it is")
    func refused() throws {
        let reply = try fixture.send(#"{"type": "ResendLoggingFD"}"#)
        #expect(reply?.contains(#""reason": "unanswered_message", "message": "ResendLoggingFD: "#) == true)
    }

    @Test(
        "what is not a message is refused with its reason",
        arguments: [
            ("", "the text ends"), ("[]", "it has no type"), (#"{"type": "Nope"}"#, "there is no message Nope"),
            (#"{"type": "GetVariable"}"#, "cannot read the message GetVariable: .key is missing"),
            (
                #"{"type": "GetVariable", "key": 1}"#,
                "cannot read the message GetVariable: .key: a text is expected, found a number"
            ),
            (
                #"{"type": "SkipDownstreamTasks", "tasks": ["a", [1, 2]]}"#,
                ".tasks[1][0]: a text is expected, found a number"
            ),
        ])
    func notAMessage(json: String, reason: String) throws {
        let reply = try #require(try fixture.send(json))
        #expect(reply.contains(#""status_code": 422"#))
        #expect(reply.contains(reason))
    }
}
