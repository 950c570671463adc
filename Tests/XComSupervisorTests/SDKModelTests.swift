import Foundation
import Testing
import XCom

@testable import XComSupervisor

private let noPython: Comment = "no Python with the Task SDK: set XCOM_TEST_PYTHON, or make .venv with scripts/setup"

/// Our messages beside the Task SDK's models. Every field of a model is set in its sample, so that a name that differs
/// shows.
@Suite("the messages are those of the Task SDK", .enabled(if: SDKModels.python != nil, noPython))
struct SDKModelTests {
    @Test("each model has a type of its name, with the same fields, and the same of them required")
    func names() throws {
        let python = try #require(SDKModels.python)
        let sdk = try SDKModels.load(python: python)
        let isFirst = sdk.version.hasPrefix("1.2.")
        let others = Self.ofOthers(than: sdk.version)
        try compare(sdk.requests, with: Supervisor.messageTypes.filter { !others.contains($0.type) }, isFirst)
        // What a newer SDK wants to be told beside, the bridge says for itself (`task_sdk/schema.py`).
        guard isFirst else { return }
        try compare(sdk.replies, with: Supervisor.replyTypes.filter { !others.contains($0.type) }, isFirst)
    }

    @Test("the SDK reads what we write as what we read")
    func roundTrip() throws {
        let python = try #require(SDKModels.python)
        let sdk = try SDKModels.load(python: python)
        var written: [String: String] = [:]
        for model in sdk.requests + (sdk.version.hasPrefix("1.2.") ? sdk.replies : []) {
            let type = try #require(Self.type(named: model.type))
            let message = try type.init(json: Array(model.sample.utf8))
            written[model.name] = String(decoding: try message.json(), as: UTF8.self)
        }
        #expect(try SDKModels.check(written, python: python) == [:])
    }

    private static func type(named name: String) -> (any Message.Type)? {
        let all: [any Message.Type] = Supervisor.messageTypes + Supervisor.replyTypes
        return all.first { $0.type == name }
    }

    /// The messages that a Task SDK has not.
    private static func ofOthers(than version: String) -> Set<String> {
        version.hasPrefix("1.2.")
            ? [
                "GetXComCount", "XComCountResponse", "AwaitInputTask", "GetVariableKeys", "VariableKeysResult",
                "GetAssetsByAlias", "AssetsByAliasResult", "GetTaskStateStore", "SetTaskStateStore",
                "DeleteTaskStateStore", "ClearTaskStateStore", "TaskStateStoreResult", "GetAssetStateStoreByName",
                "GetAssetStateStoreByUri", "SetAssetStateStoreByName", "SetAssetStateStoreByUri",
                "DeleteAssetStateStoreByName", "DeleteAssetStateStoreByUri", "ClearAssetStateStoreByName",
                "ClearAssetStateStoreByUri", "AssetStateStoreResult",
            ] : ["GetNumberXComs", "XComLengthResponse"]
    }

    private func compare(_ models: [SDKModels.Model], with types: [any Message.Type], _ isFirst: Bool) throws {
        #expect(models.map(\.type).sorted() == types.map { $0.type }.sorted())
        for model in models {
            guard let type = types.first(where: { $0.type == model.type }) else { continue }
            let sample = try #require(try JSONValue(parsing: model.sample).objectValue)
            for (name, field) in model.fields where isFirst {
                var rest = sample
                rest[name] = nil
                let isRequired = (try? type.init(json: JSONValue.object(rest).utf8)) == nil
                #expect(isRequired == (field.required && !field.nullable), "\(model.name).\(name)")
            }
            let written = try #require(
                try JSONValue(parsing: type.init(json: Array(model.sample.utf8)).json()).objectValue)
            #expect(Set(written.keys) == Set(model.fields.keys).union(["type"]), "\(model.name)")
            guard isFirst else { continue }
            let wanted = Set(model.fields.filter { $0.value.required && $0.value.nullable }.keys)
            #expect(Set(type.nullableFields) == wanted, "\(model.name): what may be null but has to be there")
        }
    }
}
