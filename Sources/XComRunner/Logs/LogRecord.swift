package import XCom

/// One event of a task's log.
package struct LogRecord: Sendable {
    /// How a try failed, as its process has told it: the last event of its log.
    package struct Failure: Sendable {
        package var type: String
        package var message: String
        /// As Python prints it; empty where no Python has failed.
        package var traceback: String
        /// Where in the user's code, outermost first.
        package var frames: [Frame]
        /// What may help, in sentences.
        package var hints: [String]
        /// The exception that it came from, with the innermost frame.
        package var cause: (type: String, message: String, frame: Frame?)?
    }

    /// A line of code that an exception went through.
    package struct Frame: Hashable, Sendable {
        package var file: String
        package var line: Int
        /// Empty for what stands in no function.
        package var function: String
        /// The line's text without its indentation; empty where nobody knows it.
        package var source: String
    }

    /// In ISO 8601.
    package var timestamp: String
    /// As Python's `logging` names it, in small letters.
    package var level: String
    package var event: String
    package var logger: String
    /// What else the event holds, as `structlog` was given it.
    package var fields: [(name: String, value: JSONText)]
    package var failure: Failure?
    /// Exceptions with their frames and without source, outermost first: what `exc_info` becomes.
    package var exceptions: [JSONText]

    /// Reads a line of a log; `nil` for one that is no event.
    package init?(_ line: some Collection<UInt8>) {
        guard let text = try? JSONText(Array(line), allowsNonFinite: true), let members = try? text.members() else {
            return nil
        }
        var texts: [String: String] = [:]
        fields = []
        exceptions = []
        for (name, value) in members {
            switch name {
            case "timestamp", "level", "event", "logger": texts[name] = Self.text(value)
            case "error":
                failure = Failure(value)
                if failure == nil { fields.append((name, value)) }
            case "error_detail":
                exceptions = value.items() ?? []
                // Runtimes of other languages have a text for it.
                if value.kind == .string { fields.append((name, value)) }
            case "filename", "lineno", "ti": break
            default: fields.append((name, value))
            }
        }
        guard let timestamp = texts["timestamp"], let level = texts["level"], let event = texts["event"] else {
            return nil
        }
        (self.timestamp, self.level, self.event, logger) = (timestamp, level, event, texts["logger"] ?? "")
    }

    /// What a value says: half of a surrogate pair stays the escape that it is.
    package static func text(_ value: JSONText) -> String {
        (try? value.string()) ?? value.wireValue.text
    }
}

extension LogRecord.Failure {
    fileprivate init?(_ value: JSONText) {
        guard let type = Self.text(value, "type"), let message = Self.text(value, "message") else { return nil }
        self.type = type
        self.message = message
        traceback = Self.text(value, "traceback") ?? ""
        frames = Self.items(value, "frames").compactMap(LogRecord.Frame.init)
        hints = Self.items(value, "hints").map(LogRecord.text)
        if let cause = try? value.member("cause"), let type = Self.text(cause, "type") {
            let frame = Self.items(cause, "frames").last.flatMap(LogRecord.Frame.init)
            self.cause = (type, Self.text(cause, "message") ?? "", frame)
        }
    }

    fileprivate static func text(_ value: JSONText, _ name: String) -> String? {
        (try? value.member(name)).map(LogRecord.text)
    }

    fileprivate static func items(_ value: JSONText, _ name: String) -> [JSONText] {
        (try? value.member(name))?.items() ?? []
    }
}

extension LogRecord.Frame {
    /// A frame of a failure, or of an exception of `exc_info`.
    package init?(_ value: JSONText) {
        let text = { (name: String) in LogRecord.Failure.text(value, name) }
        guard let file = text("file") ?? text("filename"),
            let line = (text("line") ?? text("lineno")).flatMap({ Int($0) })
        else { return nil }
        self.init(
            file: file, line: line, function: text("function") ?? text("name") ?? "", source: text("source") ?? "")
    }
}
