package import Logging
internal import XCom

/// Writes what swift-log is told as lines of the task's log, with the metadata as fields of their own.
package struct TaskLogHandler: LogHandler {
    private let label: String
    private let sink: any LogSink
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level

    package init(label: String, sink: any LogSink, levels: LogLevels) {
        self.label = label
        self.sink = sink
        logLevel = levels.level(of: label)
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let metadataProvider { all.merge(metadataProvider.get()) { _, last in last } }
        if let own = event.metadata { all.merge(own) { _, last in last } }
        var fields = all.sorted { $0.key < $1.key }.map { (name: $0.key, value: JSONValue($0.value)) }
        if let error = event.error { fields.append(("exception", .string("\(error)"))) }
        sink.write(LogLine("\(event.message)", level: event.level, logger: label, fields: fields))
    }
}

extension JSONValue {
    /// Numbers and truths stay what they are; everything else is its text.
    fileprivate init(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): self = .string(text)
        case .stringConvertible(let value as Bool): self = .bool(value)
        case .stringConvertible(let value as any BinaryInteger): self = .int(value)
        case .stringConvertible(let value as Double) where value.isFinite: self = .double(value)
        case .stringConvertible(let value): self = .string("\(value)")
        case .array(let values): self = .array(values.map { JSONValue($0) })
        case .dictionary(let members):
            self = .object(members.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) })
        }
    }
}
