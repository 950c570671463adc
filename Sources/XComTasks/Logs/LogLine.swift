package import Logging
package import XCom

/// One line of a task's log as supervisors take it: a JSON object in one line, which always has a level that they know and a
/// moment that they can read; without these Airflow 3.3's ends.
package struct LogLine: Sendable {
    package var timestamp: Timestamp
    package var level: Logger.Level
    /// The name of who writes.
    package var logger: String
    package var event: String
    package var fields: [(name: String, value: JSONValue)]

    package init(
        _ event: String, level: Logger.Level, logger: String = "task", fields: [(name: String, value: JSONValue)] = [],
        at timestamp: Timestamp = .now()
    ) {
        self.event = event
        self.level = level
        self.logger = logger
        self.fields = fields
        self.timestamp = timestamp
    }

    /// The words of levels that a supervisor knows.
    package static func word(for level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "debug"
        case .info, .notice: "info"
        case .warning: "warning"
        case .error: "error"
        case .critical: "critical"
        }
    }

    /// The line with its end.
    package var bytes: [UInt8] {
        // What is written once more under one of these names would take its place.
        let names: Set = ["timestamp", "level", "event", "logger"]
        var members: [(key: String, value: JSONValue)] = [
            ("timestamp", .string(timestamp.iso8601)), ("level", .string(Self.word(for: level))),
            ("event", .string(event)), ("logger", .string(logger)),
        ]
        members += fields.map { (names.contains($0.name) ? $0.name + "_" : $0.name, $0.value) }
        return JSONValue.object(members).wireValue.utf8 + [UInt8(ascii: "\n")]
    }

    /// Whether bytes are a line that a supervisor can take.
    static func isWhole(_ line: [UInt8]) -> Bool {
        guard let text = try? JSONText(line), text.kind == .object,
            let level = try? text.member("level")?.string(), let moment = try? text.member("timestamp")?.string()
        else { return false }
        return ["debug", "info", "warning", "error", "critical"].contains(level) && Timestamp(moment) != nil
    }
}

/// Where lines of a task's log go.
package protocol LogSink: Sendable {
    func write(_ line: LogLine)
}
