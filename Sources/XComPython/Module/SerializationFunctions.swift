let serializationFunctions: [ModuleFunction] = [
    ModuleFunction(
        "dumps", "value, /", "The JSON text that airflow.sdk.serde.serialize(value) makes, as bytes."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("dumps", arguments, count, expected: 1, py)
            var encoder = Encoder(py)
            try encoder.encode(arguments[0], py)
            return try encoder.finish(py) { text throws(Raised) in try py.bytes(text) }
        }
    },
    ModuleFunction(
        "dumps_plain", "value, /", "json.dumps(value) as bytes, for messages: models, moments, ids and enums too."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("dumps_plain", arguments, count, expected: 1, py)
            var encoder = Encoder(style: .message, py)
            try encoder.encodePlain(arguments[0], py)
            return try encoder.finish(py) { text throws(Raised) in try py.bytes(text) }
        }
    },
    ModuleFunction(
        "dumps_json", "value, default, /", "json.dumps(value, default=default) as bytes."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("dumps_json", arguments, count, expected: 2, py)
            var encoder = try Encoder(style: .json(default: arguments[1]), py)
            try encoder.encode(arguments[0], py)
            return try encoder.finish(py) { text throws(Raised) in try py.bytes(text) }
        }
    },
    ModuleFunction(
        "loads_json", "text, object_hook, /",
        "json.loads(text, object_hook=object_hook), for a hook that changes only what serde wrote."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("loads_json", arguments, count, expected: 2, py)
            return try Decoder.decode(object: arguments[0], hook: arguments[1], py)
        }
    },
    ModuleFunction(
        "loads", "text, /", "airflow.sdk.serde.deserialize(json.loads(text))."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("loads", arguments, count, expected: 1, py)
            return try Decoder.decode(object: arguments[0], isPlain: false, py)
        }
    },
    ModuleFunction(
        "loads_plain", "text, /", "json.loads(text)."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("loads_plain", arguments, count, expected: 1, py)
            return try Decoder.decode(object: arguments[0], isPlain: true, py)
        }
    },
]
