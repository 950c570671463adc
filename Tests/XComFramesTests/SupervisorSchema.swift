import Foundation
import XCom

/// The JSON schema in an installed Airflow of what its supervisor and runtimes of other languages send each other.
struct SupervisorSchema {
    /// `nil` where there is no such Airflow.
    static let url: URL? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let named = ProcessInfo.processInfo.environment["XCOM_TEST_AIRFLOW33"].map { URL(filePath: $0) }
        let own = [".build/airflow33", ".build/airflow33-whole"].map { root.appending(path: $0) }
        return (named.map { [$0] } ?? own).flatMap { environment in
            let libraries = environment.appending(path: "lib")
            let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries.path)) ?? []
            return versions.map { version in
                libraries.appending(path: "\(version)/site-packages/airflow/sdk/execution_time/schema/schema.json")
            }
        }.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    /// What the schema leaves open, and the SDK's own code does not.
    private static let unspecified: [String: JSONValue] = [
        "outlet_events": [["dest_asset_key": ["name": "n", "uri": "u"], "extra": ["a": 1]]],
        "breadcrumbs": [["task_id": "t", "map_index": -1, "state": "success", "operator": "O", "duration": 1.5]],
    ]

    var version: String
    var definitions: JSONObject

    static func load() throws -> SupervisorSchema {
        struct NoSchema: Error {}
        guard let url, let schema = try JSONValue(parsing: [UInt8](Data(contentsOf: url))).objectValue,
            let version = schema["api_version"]?.stringValue, let definitions = schema["$defs"]?.objectValue
        else { throw NoSchema() }
        return SupervisorSchema(version: version, definitions: definitions)
    }

    private func resolved(_ schema: JSONValue) -> JSONValue {
        guard let name = schema["$ref"]?.stringValue?.split(separator: "/").last else { return schema }
        return definitions[String(name)] ?? schema
    }

    private func alternatives(_ schema: JSONValue) -> [JSONValue] {
        resolved(schema)["anyOf"]?.arrayValue ?? [schema]
    }

    /// Whether null is allowed.
    func isNullable(_ schema: JSONValue) -> Bool {
        alternatives(schema).contains { $0["type"]?.stringValue == "null" }
    }

    /// A value by the schema, with all of its fields.
    func sample(_ schema: JSONValue) throws -> JSONValue {
        struct Unknown: Error { var schema: JSONValue }
        let schema = resolved(alternatives(resolved(schema)).first { $0["type"]?.stringValue != "null" } ?? schema)
        if let constant = schema["const"] { return constant }
        if let first = schema["enum"]?.arrayValue?.first { return first }
        switch (schema["type"]?.stringValue, schema["format"]?.stringValue) {
        case ("string", "date-time"): return "2026-01-02T03:04:05.000678Z"
        case ("string", "uuid"): return "01990000-0000-7000-8000-000000000001"
        case ("string", "duration"): return "PT1M30S"
        case ("string", _): return "text"
        case ("integer", _): return 3
        case ("number", _): return 1.5
        case ("boolean", _): return true
        case ("array", _): return try .array([schema["items"].map(sample) ?? "text"])
        case ("object", _):
            guard let properties = schema["properties"]?.objectValue else { return ["a": [1, nil, "text"]] }
            return try .object(
                JSONObject(
                    properties.members.map { (key: $0.key, value: try Self.unspecified[$0.key] ?? sample($0.value)) }))
        case (nil, _): return ["a": [1, nil, "text"]]
        default: throw Unknown(schema: schema)
        }
    }

    /// The keys in a value, with those that lead to them.
    static func paths(_ value: JSONValue) -> Set<String> {
        switch value {
        case .object(let object):
            Set(
                object.members.flatMap { member in
                    [member.key] + paths(member.value).map { "\(member.key).\($0)" }
                })
        case .array(let values): values.reduce(into: []) { $0.formUnion(paths($1)) }
        default: []
        }
    }
}
