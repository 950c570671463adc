internal import Glibc

/// What comes from the process of an order: its reports, and its standard output and error, which go masked into the log of
/// the try.
final class TaskOutput {
    private let link: OwnedDescriptor
    private let streams: [(stream: TaskStream, relay: OutputRelay)]
    private let log: TaskLog?
    private let label: String?
    private var secrets: SecretMask
    private var hasClosedLink = false
    /// Reports that were read before their turn.
    private var reports: [TaskReport] = []

    /// - `secrets`: those that the worker knew when the process was made.
    /// - `follows`: whether lines are shown on standard error, too.
    init(_ ends: consuming TaskEnds, order: Order, secrets: SecretMask, copies: CopyPipe, follows: Bool) {
        Descriptor.setNonBlocking(ends.link.number)
        link = ends.link
        streams = [
            (.output, OutputRelay(ends.output, copies: copies)), (.error, OutputRelay(ends.error, copies: copies)),
        ]
        log = order.logPath.map { TaskLog($0) }
        label = follows ? order.label : nil
        self.secrets = secrets
    }

    /// What to wait for.
    var descriptors: [Int32] {
        (hasClosedLink ? [] : [link.number]) + streams.filter { !$0.relay.isAtEnd }.map(\.relay.descriptor)
    }

    /// Whether the process, and all that it left running, have closed everything.
    var isAtEnd: Bool { hasClosedLink && streams.allSatisfy(\.relay.isAtEnd) }

    /// Why something of it is not in the log.
    var failure: String? {
        log.flatMap { log in log.failure.map { "The log \(log.path) lacks output: \($0)." } }
    }

    /// Passes on what is there, and gives back what the process reports.
    func read() throws -> [TaskReport] {
        for (stream, relay) in streams {
            try relay.passOn(
                mask: {
                    // A process tells of a secret before it writes it.
                    try readLink()
                    return secrets
                },
                write: { lines in
                    log?.append(lines, from: stream)
                    if let label { show(lines, from: stream, label) }
                })
        }
        try readLink()
        defer { reports = [] }
        return reports
    }

    private func readLink() throws {
        while !hasClosedLink {
            switch try TaskLink.receive(TaskReport.self, from: link.number) {
            case .message(.secrets(let texts)): secrets.add(texts)
            case .message(let report): reports.append(report)
            case .unknown: break
            case .nothing: return
            case .end: hasClosedLink = true
            }
        }
    }

    private func show(_ lines: [ArraySlice<UInt8>], from stream: TaskStream, _ label: String) {
        let bytes = lines.flatMap { Array("\(stream.readable($0, label: label))\n".utf8) }
        try? Descriptor.write(bytes, to: STDERR_FILENO)
    }
}
