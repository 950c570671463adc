import Foundation
import Testing
import XCom

@testable import XComSupervisor

@Suite("decisions by a person")
struct HITLAnswerTests {
    let fixture: Fixture
    let taskInstance: TaskInstance
    let id: String

    init() throws {
        fixture = try Fixture()
        taskInstance = try fixture.start("t")
        id = taskInstance.id.uuidString.lowercased()
    }

    private func ask() throws -> String? {
        try fixture.send(
            #"{"type": "CreateHITLDetailPayload", "ti_id": "\#(id)", "options": ["yes", "no"], "subject": "Go on?", "body": null, "#
                + #""defaults": ["no"], "multiple": false, "params": {"n": {"value": 1.0}}, "assigned_users": []}"#)
    }

    @Test("a question is kept, and unanswered at first")
    func create() throws {
        #expect(
            try ask() == """
                {"body": {"type": "HITLDetailRequestResult", "ti_id": "\(id)", "options": ["yes", "no"], \
                "subject": "Go on?", "defaults": ["no"], "multiple": false, "params": {"n": {"value": 1.0}}, \
                "assigned_users": []}, "error": null}
                """)
        #expect(
            try fixture.send(#"{"type": "GetHITLDetailResponse", "ti_id": "\#(id)"}"#) == """
                {"body": {"type": "HITLDetailResponseResult", "responded_at": null, "response_received": false, \
                "chosen_options": [], "params_input": {}}, "error": null}
                """)
    }

    @Test("a person's answer in the store is what the trigger gets")
    func answered() throws {
        _ = try ask()
        var detail = try #require(try fixture.store.hitlDetail(taskInstanceID: taskInstance.id))
        #expect(detail.options.text == #"["yes", "no"]"#)
        detail.respondedAt = fixture.now
        detail.respondedBy = WireValue(text: #"{"id": "1", "name": "Ann"}"#)
        detail.chosenOptions = WireValue(text: #"["yes"]"#)
        try fixture.store.save(detail)
        let response = try fixture.ask(
            GetHITLDetailResponse(tiID: taskInstance.id), for: HITLDetailResponseResult.self)
        #expect(response.chosenOptions == ["yes"])
        #expect(response.respondedByUser == HITLUser(id: "1", name: "Ann"))
        #expect(response.respondedAt == fixture.now)
    }

    @Test("the defaults are taken once, and a new try asks anew")
    func update() throws {
        _ = try ask()
        let update =
            #"{"type": "UpdateHITLDetail", "ti_id": "\#(id)", "chosen_options": ["no"], "params_input": {"n": 2}}"#
        #expect(
            try fixture.send(update) == """
                {"body": {"type": "HITLDetailResponseResult", "responded_at": "2026-05-01T12:00:00+00:00", \
                "response_received": true, "chosen_options": ["no"], "params_input": {"n": 2}}, "error": null}
                """)
        #expect(try fixture.send(update)?.contains(#""status_code": 409"#) == true)
        _ = try ask()
        let response = try fixture.ask(
            GetHITLDetailResponse(tiID: taskInstance.id), for: HITLDetailResponseResult.self)
        #expect(!response.responseReceived)
    }

    @Test("what was not asked is not found")
    func notFound() throws {
        let refusal = fixture.refusal(GetHITLDetailResponse(tiID: taskInstance.id))
        #expect(refusal?.contains("HITLDetail not found. This happens most likely due to") == true)
        #expect(refusal?.contains(#""status_code": 404"#) == true)
    }
}
