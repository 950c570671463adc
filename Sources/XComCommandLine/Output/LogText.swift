internal import XCom
internal import XComRunner

/// A task's log as people read it: a line for each event, and each traceback once.
struct LogText {
    let style: Style
    /// What the SDK says of the exception that a task ends with; the last event of the log has all of it.
    private var held: [JSONText] = []

    init(_ style: Style) {
        self.style = style
    }

    /// The lines of one line of the file.
    mutating func lines(of line: ArraySlice<UInt8>) -> String {
        guard let record = LogRecord(line) else { return String(decoding: line, as: UTF8.self).readable + "\n" }
        var text = head(of: record) + "\n"
        if let failure = record.failure {
            held = []
            text += Self.ended(failure.traceback.readable)
        } else if record.logger == "task", record.event == Self.taskFailed {
            held = record.exceptions
        } else {
            text += Self.traceback(of: record.exceptions).readable
        }
        return text
    }

    /// What is left where the log ends.
    mutating func end() -> String {
        defer { held = [] }
        return Self.traceback(of: held).readable
    }

    /// The SDK's own words (`task-sdk execution_time/task_runner.py, run`).
    private static let taskFailed = "Task failed with exception"

    private func head(of record: LogRecord) -> String {
        let time = String(record.timestamp.dropFirst(11).prefix(8)).readable
        var level = record.level.uppercased().readable.padding(to: 8)
        switch record.level {
        case "error", "critical": level = style.paint(level, .red)
        case "warning": level = style.paint(level, .yellow)
        case "debug": level = style.paint(level, .dim)
        default: level = style.paint(level, .blue)
        }
        let fields = record.fields.map { " \($0.name)=\(LogRecord.text($0.value))" }.joined().readable
        let event = record.failure == nil ? record.event.readable : style.paint(record.event.readable, .bold)
        return "\(style.paint(time, .dim)) \(level) \(event)\(fields.isEmpty ? "" : style.paint(fields, .dim))"
    }

    private static func ended(_ traceback: String) -> String {
        traceback.isEmpty || traceback.hasSuffix("\n") ? traceback : traceback + "\n"
    }

    /// Exceptions, outermost first, as Python prints them: in the order in which they came.
    private static func traceback(of exceptions: [JSONText]) -> String {
        var text = ""
        var joint = ""
        for exception in exceptions.reversed() {
            text += joint
            let member = { (name: String) in try? exception.member(name) }
            let frames = (member("frames")?.items() ?? []).compactMap(LogRecord.Frame.init)
            if !frames.isEmpty { text += "Traceback (most recent call last):\n" }
            for frame in frames {
                text += "  File \"\(frame.file)\", line \(frame.line), in \(frame.function)\n"
            }
            let value = member("exc_value").map(LogRecord.text) ?? ""
            text += (member("exc_type").map(LogRecord.text) ?? "") + (value.isEmpty ? "" : ": \(value)") + "\n"
            for note in member("exc_notes")?.items() ?? [] { text += LogRecord.text(note) + "\n" }
            joint =
                member("is_cause")?.bool == true
                ? "\nThe above exception was the direct cause of the following exception:\n\n"
                : "\nDuring handling of the above exception, another exception occurred:\n\n"
        }
        return text
    }
}
