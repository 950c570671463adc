internal import CPython

let programFunctions = [
    ModuleFunction(
        "main", "arguments, /", "Run the command line `xcom` with these arguments; its exit code.",
        { _, arguments, count in
            entry { py throws(Raised) in
                let arguments = try Arguments("main", arguments, count, expected: 1, py)
                let words = try py.texts(try arguments[0])
                NativeModule.arguments = words
                defer { NativeModule.arguments = nil }
                return try py.int(Int(py.withoutGIL { NativeModule.program(words) }))
            }
        })
]
