internal import FoundationEssentials
internal import Glibc
internal import JSONCore
internal import XCom

/// The log of a try, for what its own process does not write: what its subprocesses and its C code say, and how it was
/// lost. The file is opened when there is something to write.
final class TaskLog {
    let path: String
    private var file: OwnedDescriptor?
    /// Why the file could not be written to.
    private(set) var failure: String?

    init(_ path: String) {
        self.path = path
    }

    /// Appends what a standard stream said, each line as an event as Airflow's supervisor makes them.
    func append(_ lines: [ArraySlice<UInt8>], from stream: TaskStream, now: Timestamp = .now()) {
        append(lines, level: stream.level, logger: stream.logger, now: now, text: stream.text)
    }

    private func append(
        _ lines: [ArraySlice<UInt8>], level: String, logger: String, now: Timestamp,
        text: (ArraySlice<UInt8>) -> String
    ) {
        guard !lines.isEmpty else { return }
        var writer = JSONWriter()
        for line in lines {
            // Without blanks, as Airflow's own log files are.
            writer.append(#"{"timestamp":"#)
            writer.string(Self.text(of: now))
            writer.append(#","level":"#)
            writer.string(level)
            writer.append(#","event":"#)
            writer.string(text(line))
            writer.append(#","logger":"#)
            writer.string(logger)
            writer.append("}\n")
        }
        append(Array(writer.bytes))
    }

    /// Appends why the try failed, in the form in which a task's exception ends its log.
    func end(with problem: TaskProblem, now: Timestamp = .now()) {
        struct Event: Encodable {
            var timestamp: String
            var level = "error"
            var event: String
            var logger = "task"
            var error: TaskProblem
        }
        let event = Event(timestamp: Self.text(of: now), event: "\(problem.type): \(problem.message)", error: problem)
        guard let text = try? WireEncoder(style: .message).encode(event) else { return }
        append(text.utf8 + [UInt8(ascii: "\n")])
    }

    /// Appends something that deserves attention.
    func complain(_ text: String, level: String = "error", now: Timestamp = .now()) {
        append([Array(text.utf8)[...]], level: level, logger: "task", now: now) { String(decoding: $0, as: UTF8.self) }
    }

    private static func text(of timestamp: Timestamp) -> String {
        timestamp.iso8601.replacing("+00:00", with: "Z")
    }

    private func append(_ bytes: [UInt8]) {
        do {
            if file == nil { file = try open() }
            if let descriptor = file?.number { try Descriptor.write(bytes, to: descriptor) }
        } catch {
            failure = failure ?? "\(error)"
        }
    }

    private func open() throws -> OwnedDescriptor {
        try PrivateFolder.make(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        let number = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw SystemError("open") }
        let descriptor = OwnedDescriptor(number)
        // The task's process may have ended within a line.
        var last = UInt8(ascii: "\n")
        let size = lseek(number, 0, SEEK_END)
        if size > 0 { _ = pread(number, &last, 1, size - 1) }
        if last != UInt8(ascii: "\n") { try Descriptor.write([UInt8(ascii: "\n")], to: number) }
        return descriptor
    }
}

/// A standard stream of a task's process.
enum TaskStream {
    case output, error

    /// What its lines are logged as.
    var logger: String { self == .output ? "task.stdout" : "task.stderr" }
    var level: String { self == .output ? "info" : "error" }

    /// What a line says: without the blanks at its end, and with U+FFFD for what is not UTF-8, as Airflow's supervisor
    /// takes it (`task-sdk execution_time/supervisor.py, forward_to_log`).
    func text(of line: ArraySlice<UInt8>) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let end = line.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? line.startIndex
        return String(decoding: line[..<end], as: UTF8.self)
    }

    /// A line for a person who follows several logs.
    func readable(_ line: ArraySlice<UInt8>, label: String, now: Timestamp = .now()) -> String {
        let level = level.uppercased() + String(repeating: " ", count: 8 - level.count)
        return "\(now.iso8601.dropFirst(11).prefix(8)) \(label) \(level) \(text(of: line))".readable
    }
}
