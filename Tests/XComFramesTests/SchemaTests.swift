import Foundation
import Testing
import XCom

@testable import XComFrames
@testable import XComSupervisor

private let noSchema: Comment =
    "no Airflow 3.3: set XCOM_TEST_AIRFLOW33 to its environment, or run scripts/setup --airflow33 .build/airflow33"

/// Our messages beside the schema that Airflow publishes for runtimes of other languages.
@Suite("messages are those of Airflow's schema", .enabled(if: SupervisorSchema.url != nil, noSchema))
struct SchemaTests {
    @Test("it is the version that frames are written for")
    func version() throws {
        #expect(try SupervisorSchema.load().version == FrameSchema.version)
    }

    @Test("every message in it between a task and its supervisor is known here")
    func messages() throws {
        let types = try SupervisorSchema.load().definitions.members.compactMap {
            $0.value["properties"]?["type"]?["const"]?.stringValue
        }
        let known = Supervisor.messageTypes.map { $0.type } + Supervisor.replyTypes.map { $0.type }
        #expect(types.count > 80)
        #expect(Set(types).subtracting(known) == Self.ofDagProcessors)
    }

    @Test("each message that is known here is in it, with its fields, their types and what is required")
    func requests() throws {
        let schema = try SupervisorSchema.load()
        for type in Supervisor.messageTypes where !Self.ofOlderSDKs.contains(type.type) {
            try check(type, schema) { body in
                try RequestFrame(payload: [0x92, 1] + body).message
            } write: { message in
                try (message as? any ToSupervisor).map { try RequestFrame(id: 1, message: $0).bytes() } ?? []
            }
        }
    }

    @Test("so is each answer; what an answer has beyond it is not asked for here")
    func responses() throws {
        let schema = try SupervisorSchema.load()
        for type in Supervisor.replyTypes where !Self.ofOlderSDKs.contains(type.type) {
            try check(type, schema) { body in
                try #require(try ResponseFrame(payload: [0x93, 1] + body + [0xC0]).body)
            } write: { message in
                try (message as? any ToTask).map { try ResponseFrame(id: 1, body: $0).bytes() } ?? []
            }
        }
    }

    @Test("every reason for an error is known")
    func errors() throws {
        let kinds = try #require(try SupervisorSchema.load().definitions["ErrorType"]?["enum"]?.arrayValue)
        #expect(Set(kinds.compactMap(\.stringValue)) == Set(ErrorResponse.Kind.allCases.map(\.rawValue)))
    }

    /// Of Task SDKs before 3.3, or between an SDK and its supervisor alone.
    private static let ofOlderSDKs: Set<String> = ["GetNumberXComs", "XComLengthResponse"]

    /// Between Airflow's DAG processor and its children.
    private static let ofDagProcessors: Set<String> = [
        "DagCallbackRequest", "DagFileParseRequest", "DagFileParsingResult", "EmailRequest", "TaskCallbackRequest",
    ]

    /// What newer supervisors say beside, which nothing here reads, by the message or what is in it.
    private static let unread: Set<String> = [
        "ti_context.start_date", "ti_context.dag_run.team_name", "team_name", "dag_run.team_name",
        "assets.type",
    ]

    private func check(
        _ type: any Message.Type, _ schema: SupervisorSchema, read: ([UInt8]) throws -> any Message,
        write: (any Message) throws -> [UInt8]
    ) throws {
        let definition = try #require(schema.definitions[type.type], "\(type.type) is not in the schema")
        let sample = try #require(try schema.sample(definition).objectValue)
        func isRead(_ object: JSONObject) throws -> any Message {
            var visitor = MessagePackVisitor(moments: .texts)
            try JSONValue.object(object).wireValue.visit(&visitor)
            return try read(visitor.writer.bytes)
        }
        let message = try isRead(sample)
        #expect(Swift.type(of: message).type == type.type)
        let written = try write(message)
        let parts = try FrameParts(Array(written.dropFirst(4)), counts: 2...3)
        let body = try JSONValue(try #require(parts.values[0]))
        #expect(
            SupervisorSchema.paths(.object(sample)).subtracting(Self.unread) == SupervisorSchema.paths(body),
            "\(type.type)")

        let required = Set((definition["required"]?.arrayValue ?? []).compactMap(\.stringValue))
        for name in sample.keys where name != "type" {
            var rest = sample
            rest[name] = nil
            let field = try #require(definition["properties"]?[name])
            let isNullable = schema.isNullable(field)
            let isNeeded = (try? isRead(rest)) == nil
            // What has to be there but may be null may be missing here.
            let mayBeMissing = !required.contains(name) || isNullable
            #expect(isNeeded ? required.contains(name) : mayBeMissing, "\(type.type).\(name)")
        }
        guard type is any ToSupervisor.Type else { return }
        let nullable = try required.filter { try schema.isNullable(#require(definition["properties"]?[$0])) }
        #expect(Set(type.nullableFields) == nullable, "\(type.type): what may be null but has to be there")
    }
}
