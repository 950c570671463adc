import Foundation

/// The Task SDK's own models, asked of a Python that has them.
enum SDKModels {
    struct Answer: Decodable {
        var version: String
        var requests: [Model]
        var replies: [Model]
    }

    struct Model: Decodable {
        struct Field: Decodable {
            var required: Bool
            var nullable: Bool
        }

        var name: String
        var type: String
        var fields: [String: Field]
        /// A message with all of its fields set.
        var sample: String
    }

    /// `XCOM_TEST_PYTHON`, or the one of the project's environment; `nil` where there is neither.
    static let python: String? = {
        if let path = ProcessInfo.processInfo.environment["XCOM_TEST_PYTHON"] { return path }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appendingPathComponent(".venv/bin/python").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    static func load(python: String) throws -> Answer {
        try JSONDecoder().decode(Answer.self, from: run(python, ["dump"], input: Data()))
    }

    /// Reads messages with the SDK's models and gives the names of those that are not as they were.
    static func check(_ messages: [String: String], python: String) throws -> [String: String] {
        let output = try run(python, ["check"], input: JSONEncoder().encode(messages))
        return try JSONDecoder().decode([String: String].self, from: output)
    }

    private static func run(_ python: String, _ arguments: [String], input: Data) throws -> Data {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let inputFile = folder.appendingPathComponent("input.json")
        try input.write(to: inputFile)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", script] + arguments + [inputFile.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw PythonFailed() }
        return data
    }

    struct PythonFailed: Error {}

    private static let script = """
        import enum, json, sys, types, typing
        from datetime import datetime, timedelta, timezone
        from uuid import UUID
        from pydantic import AwareDatetime, BaseModel
        from airflow.sdk import __version__ as version
        from airflow.sdk.execution_time import comms

        JSON = {"b": [10**30, 3.0, None, "\\u00e9"], "a": 1}
        DATE = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=timezone.utc)
        SCALARS = {
            str: "text", int: 3, float: 1.5, bool: True, dict: JSON, datetime: DATE, AwareDatetime: DATE,
            timedelta: timedelta(seconds=90), UUID: UUID(int=7),
        }
        SPECIAL = {
            "outlet_events": [{
                "dest_asset_key": {"name": "n", "uri": "u"}, "extra": JSON, "source_alias_name": "a",
                "dest_asset_extra": JSON,
            }],
            "breadcrumbs": [{
                "task_id": "t", "map_index": -1, "state": "success", "operator": "O", "duration": 1.5,
            }],
            "tasks": [["one", -1], ["two", 2]],
        }

        def sample(annotation):
            origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
            if origin is typing.Annotated:
                return sample(arguments[0])
            if origin is typing.Literal:
                return arguments[0]
            if origin in (typing.Union, types.UnionType):
                return sample(next(a for a in arguments if a is not type(None)))
            if origin is list:
                return [sample(arguments[0])]
            if annotation in SCALARS:
                return SCALARS[annotation]
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                return fields(annotation)
            if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
                return next(iter(annotation))
            return JSON

        def fields(model):
            return {
                field.alias or name: SPECIAL.get(name) or sample(field.annotation)
                for name, field in model.model_fields.items()
            }

        def models(union):
            return typing.get_args(typing.get_args(union)[0])

        def describe(model):
            return {
                "name": model.__name__,
                "type": model.model_fields["type"].default,
                "fields": {
                    field.alias or name: {
                        "required": field.is_required(),
                        "nullable": type(None) in typing.get_args(field.annotation),
                    }
                    for name, field in model.model_fields.items() if name != "type"
                },
                "sample": json.dumps(model.model_validate(fields(model)).model_dump(mode="json", by_alias=True)),
            }

        requests, replies = models(comms.ToSupervisor), models(comms.ToTask)
        if sys.argv[1] == "dump":
            print(json.dumps({
                "version": version, "requests": list(map(describe, requests)), "replies": list(map(describe, replies)),
            }))
        else:
            with open(sys.argv[2]) as file:
                messages = json.load(file)
            wrong = {}
            for model in dict.fromkeys([*requests, *replies]):
                if (text := messages.get(model.__name__)) is None:
                    continue
                try:
                    if model.model_validate_json(text) != model.model_validate(fields(model)):
                        wrong[model.__name__] = text
                except ValueError as error:
                    wrong[model.__name__] = f"{error} in {text}"
            print(json.dumps(wrong))
        """
}
