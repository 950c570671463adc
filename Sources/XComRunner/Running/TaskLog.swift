internal import Foundation
internal import XCom

/// The log of a try, for what its own process does not write any more.
enum TaskLog {
    private struct Line: Encodable {
        var timestamp: String
        var level = "error"
        var event: String
        var logger = "task"
        var error: DoneRecord.Problem
    }

    /// Appends why a try failed, in the form in which a task's exception ends its log. It is said in the store too: a log
    /// that cannot be written to is left as it is.
    static func end(_ path: String, with problem: DoneRecord.Problem) {
        let line = Line(
            timestamp: Timestamp.now().iso8601.replacingOccurrences(of: "+00:00", with: "Z"),
            event: "\(problem.type): \(problem.message)", error: problem)
        guard let text = try? WireEncoder(style: .message).encode(line) else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // The process may have ended within a line.
        var last = UInt8(ascii: "\n")
        let size = lseek(descriptor, 0, SEEK_END)
        if size > 0 { _ = pread(descriptor, &last, 1, size - 1) }
        let start: [UInt8] = last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]
        try? Descriptor.write(start + text.utf8 + [UInt8(ascii: "\n")], to: descriptor)
    }
}
