import Testing
import XCom

@testable import XComTasks

@Suite("Lines of a task's log")
struct LogTests {
    @Test("every line is one JSON object with a level and a moment that a supervisor can read")
    func lines() throws {
        var generator = SystemRandomNumberGenerator()
        func text() -> String {
            let scalars = (0..<Int.random(in: 0..<12, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? UInt32.random(in: 0..<0x80, using: &generator)
                    : UInt32.random(in: 0..<0x11_0000, using: &generator)
            }
            return String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init)))
        }
        let names = ["level", "timestamp", "event", "logger", "exception"]
        for _ in 0..<2000 {
            let fields = (0..<3).map { _ in
                (
                    name: Bool.random(using: &generator) ? names.randomElement()! : text(),
                    value: JSONValue.string(text())
                )
            }
            let event = text()
            let line = LogLine(event, level: Logger.Level.allCases.randomElement()!, logger: text(), fields: fields)
            let bytes = line.bytes
            #expect(bytes.filter { $0 == UInt8(ascii: "\n") }.count == 1 && bytes.last == UInt8(ascii: "\n"))
            #expect(LogLine.isWhole(Array(bytes.dropLast())))
            #expect(try JSONValue(parsing: bytes)["event"] == .string(event))
        }
    }

    @Test(
        "what a supervisor would end at is no line",
        arguments: [
            "", "text", "[]", "1", "{}", #"{"level": "info"}"#, #"{"timestamp": "2026-01-01T00:00:00Z"}"#,
            #"{"level": "INFO", "timestamp": "2026-01-01T00:00:00Z"}"#, #"{"level": "info", "timestamp": "now"}"#,
        ])
    func broken(line: String) {
        #expect(!LogLine.isWhole(Array(line.utf8)))
    }

    @Test(
        "a logger writes from the level of the longest beginning of its name on",
        arguments: [
            ("other", Logger.Level.warning), ("a", .debug), ("a.b", .debug), ("a.b.c", .error), ("a.b.c.d", .error),
            ("ab", .warning),
        ])
    func levels(logger: String, level: Logger.Level) {
        let levels = LogLevels(environment: [
            "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
            "AIRFLOW__LOGGING__NAMESPACE_LEVELS": "a=DEBUG, a.b.c=error other2=nonsense =info broken",
        ])
        #expect(levels.level(of: logger) == level)
    }

    @Test(
        "lines of a bundle go by these levels, with their metadata as fields, and what is printed is the process's output"
    )
    func bundle() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "log")
        trial.environment["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "INFO"
        let outcome = try trial.start()
        #expect(outcome.events == ["two\nlines \u{2028} \u{0} and \"quotes\"", "from elsewhere", "current", "within"])
        #expect(
            outcome.logs[0]["rows"] == "3" && outcome.logs[0]["level_"] == "loud" && outcome.logs[0]["level"] == "info")
        #expect(outcome.logs[1]["logger"] == "other.part" && outcome.logs[1]["level"] == "warning")
        #expect(outcome.logs[3]["order"] == "7")
        #expect(outcome.output == "printed\n")
        let debug = try BundleTrial("Trials", dag: "trials", task: "log")
        debug.environment["AIRFLOW__LOGGING__NAMESPACE_LEVELS"] = "task=DEBUG, other=ERROR"
        let lines = try debug.start().events
        #expect(lines.contains("not at this level") && !lines.contains("from elsewhere"))
    }
}
