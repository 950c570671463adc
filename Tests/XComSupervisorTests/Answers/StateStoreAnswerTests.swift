import Foundation
import Testing
import XCom

@testable import XComSupervisor

@Suite("what tasks and assets keep for later")
struct StateStoreAnswerTests {
    let fixture: Fixture
    let instance: TaskInstance

    init() throws {
        fixture = try Fixture()
        instance = try fixture.start("t", maxTries: 1)
    }

    private func task(_ type: String, _ rest: String) throws -> String? {
        try fixture.send(#"{"type": "\#(type)TaskStateStore", "ti_id": "\#(instance.id)"\#(rest)}"#)
    }

    private func asset(_ type: String, _ rest: String) throws -> String? {
        try fixture.send(#"{"type": "\#(type)", \#(rest)}"#)
    }

    private static let done = #"{"body": {"type": "OKResponse", "ok": true}, "error": null}"#
    private static func missing(_ key: String, _ error: String) -> String {
        #"{"body": {"type": "ErrorResponse", "error": "\#(error)", "detail": {"key": "\#(key)"}}, "error": null}"#
    }

    @Test("a task's value is kept, replaced, given and deleted, byte for byte")
    func taskState() throws {
        #expect(try task("Get", #", "key": "k""#) == Self.missing("k", "TASK_STORE_NOT_FOUND"))
        #expect(try task("Set", #", "key": "k", "value": {"b": 3.0, "a": [1E2]}, "expires_at": null"#) == Self.done)
        #expect(
            try task("Get", #", "key": "k""#)
                == #"{"body": {"type": "TaskStateStoreResult", "value": {"b": 3.0, "a": [1E2]}}, "error": null}"#)
        #expect(try task("Set", #", "key": "k", "value": 2, "expires_at": "2026-05-01T00:00:00Z""#) == Self.done)
        #expect(
            try task("Get", #", "key": "k""#)
                == #"{"body": {"type": "TaskStateStoreResult", "value": 2}, "error": null}"#)
        #expect(try task("Delete", #", "key": "k""#) == Self.done)
        #expect(try task("Delete", #", "key": "k""#) == Self.done)
        #expect(try task("Get", #", "key": "k""#) == Self.missing("k", "TASK_STORE_NOT_FOUND"))
    }

    @Test("another task instance has values of its own; clearing deletes those of one")
    func instances() throws {
        let other = try fixture.start("t", mapIndex: 4)
        _ = try task("Set", #", "key": "k", "value": 1, "expires_at": null"#)
        try fixture.store.setState(WireValue(text: "2"), of: other.key, key: "k", expiresAt: nil)
        #expect(try task("Clear", "") == Self.done)
        #expect(try fixture.store.state(of: instance.key, key: "k") == nil)
        #expect(try fixture.store.state(of: other.key, key: "k")?.text == "2")
    }

    @Test("the values of a run go with it")
    func deleted() throws {
        _ = try task("Set", #", "key": "k", "value": 1, "expires_at": null"#)
        try fixture.store.deleteDagRun(Fixture.run)
        #expect(try fixture.store.state(of: instance.key, key: "k") == nil)
    }

    @Test("a success clears a task's values where Airflow is set so", arguments: [false, true])
    func clearedOnSuccess(isSet: Bool) throws {
        let supervisor = Supervisor(
            store: fixture.store, settings: SupervisorSettings(clearsStateOnSuccess: isSet))
        supervisor.attach(taskInstance: instance.id)
        _ = try task("Set", #", "key": "k", "value": 1, "expires_at": null"#)
        _ = supervisor.answer(SucceedTask(endDate: fixture.now))
        #expect(try (fixture.store.state(of: instance.key, key: "k") == nil) == isSet)
    }

    @Test("no key is empty, and a task instance has to be there to be written for")
    func refused() throws {
        #expect(
            try task("Set", #", "key": "", "value": 1, "expires_at": null"#)?.contains(#""status_code": 422"#) == true)
        #expect(try task("Get", #", "key": """#)?.contains(#""loc": ["path", "key"]"#) == true)
        let nobody = #""ti_id": "00000000-0000-0000-0000-000000000009""#
        let refused = try fixture.send(
            #"{"type": "SetTaskStateStore", \#(nobody), "key": "k", "value": 1, "expires_at": null}"#)
        #expect(refused?.contains("Task instance 00000000-0000-0000-0000-000000000009 not found") == true)
        #expect(
            try fixture.send(#"{"type": "GetTaskStateStore", \#(nobody), "key": "k"}"#)
                == Self.missing("k", "TASK_STORE_NOT_FOUND"))
    }

    @Test("an asset's value is the same by name and by URI, and its writer is noted")
    func assetState() throws {
        try fixture.store.save(AssetRecord(key: AssetKey(name: "n", uri: "u")))
        let key = #""key": "k""#
        #expect(
            try asset("GetAssetStateStoreByName", #""name": "n", \#(key)"#)
                == Self.missing("k", "ASSET_STORE_NOT_FOUND"))
        #expect(try asset("SetAssetStateStoreByName", #""name": "n", \#(key), "value": [1.0]"#) == Self.done)
        #expect(
            try asset("GetAssetStateStoreByUri", #""uri": "u", \#(key)"#)
                == #"{"body": {"type": "AssetStateStoreResult", "value": [1.0]}, "error": null}"#)
        #expect(try asset("SetAssetStateStoreByUri", #""uri": "u", \#(key), "value": 2"#) == Self.done)
        #expect(try fixture.store.state(of: AssetKey(name: "n", uri: "u"), key: "k")?.text == "2")
        #expect(try asset("DeleteAssetStateStoreByName", #""name": "n", \#(key)"#) == Self.done)
        #expect(
            try asset("GetAssetStateStoreByName", #""name": "n", \#(key)"#)
                == Self.missing("k", "ASSET_STORE_NOT_FOUND"))
        _ = try asset("SetAssetStateStoreByUri", #""uri": "u", \#(key), "value": 2"#)
        #expect(try asset("ClearAssetStateStoreByUri", #""uri": "u""#) == Self.done)
        #expect(try fixture.store.state(of: AssetKey(name: "n", uri: "u"), key: "k") == nil)
    }

    @Test("nothing is kept for an asset that is not there")
    func noAsset() throws {
        let refused = try asset("SetAssetStateStoreByName", #""name": "n", "key": "k", "value": 1"#)
        #expect(refused?.contains("Asset with name='n' not found") == true)
        #expect(
            try asset("GetAssetStateStoreByUri", #""uri": "u", "key": "k""#)
                == Self.missing("k", "ASSET_STORE_NOT_FOUND"))
    }
}
