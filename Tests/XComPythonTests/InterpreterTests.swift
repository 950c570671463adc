import Foundation
import Testing

@testable import XComPython

/// The one interpreter of the test process, with a folder of modules that the tests call.
private enum Shared {
    static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "xcom-python-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }()

    nonisolated(unsafe) static let interpreter = Result {
        try Interpreter.start(
            Interpreter.Configuration(
                searchPaths: [folder.path], arguments: ["program", "--flag"], installsSignalHandlers: false))
    }

    static func module(_ name: String, _ source: String) throws {
        try source.write(to: folder.appending(path: "\(name).py"), atomically: true, encoding: .utf8)
    }
}

@Suite("The embedded interpreter", .serialized)
struct InterpreterTests {
    private func call(_ source: String, _ json: String = "null") throws -> String {
        let name = "m\(UUID().uuidString.filter { $0 != "-" })"
        try Shared.module(name, source)
        let result = try Shared.interpreter.get().call(module: name, function: "f", json: Array(json.utf8))
        return String(decoding: result, as: UTF8.self)
    }

    @Test("a function gets the bytes and gives bytes back")
    func callsFunction() throws {
        #expect(try call("def f(b):\n    return b + b'!'", #"{"a": "ü"}"#) == #"{"a": "ü"}!"#)
    }

    @Test("an exception keeps its class, message and traceback")
    func exception() throws {
        let source = """
            class Outer:
                class Odd(ValueError):
                    pass

            def f(b):
                raise Outer.Odd("no \\ud800 good")
            """
        let error = #expect(throws: PythonError.self) { try call(source) }
        #expect(error?.type.hasSuffix(".Outer.Odd") == true)
        #expect(error?.message == #"no \ud800 good"#)
        #expect(error?.traceback.hasPrefix("Traceback (most recent call last):\n") == true)
        #expect(error?.traceback.contains("raise Outer.Odd(") == true)
    }

    @Test("a built-in exception is described as Python prints it")
    func builtinException() throws {
        let error = #expect(throws: PythonError.self) { try call("def f(b):\n    return 1 // 0") }
        #expect(error?.type == "builtins.ZeroDivisionError")
        #expect(error?.description == "ZeroDivisionError: integer division or modulo by zero")
    }

    @Test("an exception that cannot be printed is still an error")
    func unprintable() throws {
        let source = """
            class Bad(Exception):
                def __str__(self):
                    raise RuntimeError("in str")

            def f(b):
                raise Bad()
            """
        let error = #expect(throws: PythonError.self) { try call(source) }
        #expect(error?.message == "<unprintable>")
        #expect(try call("def f(b):\n    return b'fine'") == "fine")
    }

    @Test("a module that is not there is Python's own error")
    func missingModule() throws {
        let error = #expect(throws: PythonError.self) {
            try Shared.interpreter.get().call(module: "no_such_module", function: "f", json: [])
        }
        #expect(error?.description == "ModuleNotFoundError: No module named 'no_such_module'")
    }

    @Test("a result that is not bytes is a TypeError")
    func wrongResult() throws {
        let error = #expect(throws: PythonError.self) { try call("def f(b):\n    return 'text'") }
        #expect(error?.description == "TypeError: bytes expected, not str")
    }

    @Test("sys.argv, the search path and the native module are in place")
    func surroundings() throws {
        #expect(try call("import sys\ndef f(b):\n    return repr(sys.argv).encode()") == "['program', '--flag']")
        #expect(try call("import sys, _xcom\ndef f(b):\n    return _xcom.__name__.encode()") == "_xcom")
        #expect(try call("import sys\ndef f(b):\n    return sys.path[-1].encode()") == Shared.folder.path)
    }

    @Test("a thread of Python runs while Swift is outside the interpreter")
    func threads() throws {
        let source = """
            import threading
            start, done = threading.Event(), threading.Event()
            threading.Thread(target=lambda: (start.wait(), done.set()), daemon=True).start()

            def f(b):
                start.set()
                return b""

            def wait(b):
                return str(done.wait(10)).encode()
            """
        try Shared.module("threads_module", source)
        let interpreter = try Shared.interpreter.get()
        _ = try interpreter.call(module: "threads_module", function: "f", json: [])
        #expect(try interpreter.call(module: "threads_module", function: "wait", json: []) == Array("True".utf8))
    }

    @Test("a second start is refused")
    func secondStart() throws {
        _ = try Shared.interpreter.get()
        let error = #expect(throws: InterpreterError.self) {
            _ = try Interpreter.start(Interpreter.Configuration())
        }
        #expect(error?.code == .alreadyStarted)
    }
}
