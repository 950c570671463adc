internal import Synchronization
internal import XComTasks

/// Keeps the lines of a log.
final class CollectingSink: LogSink {
    private let collected = Mutex<[TaskTestLog]>([])
    private let notice: @Sendable (TaskTestLog) -> Void

    /// - `notice`: Is told each line after it was kept.
    init(_ notice: @escaping @Sendable (TaskTestLog) -> Void) {
        self.notice = notice
    }

    var lines: [TaskTestLog] { collected.withLock { $0 } }

    func write(_ line: LogLine) {
        let log = TaskTestLog(
            level: LogLine.word(for: line.level), logger: line.logger, event: line.event,
            fields: Dictionary(line.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last }))
        collected.withLock { $0.append(log) }
        notice(log)
    }
}
