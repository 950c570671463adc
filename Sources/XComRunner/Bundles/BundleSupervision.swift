internal import Glibc
internal import Sockets
internal import XCom
internal import XComFrames
internal import XComSupervisor

/// Supervises the process of a bundle's task: answers its requests, one after the other, and takes the lines of its log, until
/// it has ended.
///
/// Airflow: `task-sdk execution_time/supervisor.py, ActivitySubprocess`; where that one ends of what a runtime has sent, this
/// one answers with an error, and goes on.
final class BundleSupervision {
    /// Nothing more is read of who does not take its answers.
    private static let backlog = 1 << 20
    /// A longer line of the log is taken in pieces.
    private static let longestLine = 1 << 26
    /// How long a process has that was told to end.
    static let grace = Duration.seconds(5)

    private let process: BundleProcess
    private let launch: BundleLaunch
    private let service: any BundleService
    private let signals: SignalPipe?
    /// In seconds: how long those who have its connections may keep them after its end.
    private let cleanup: Double
    /// Closed with this.
    private let connections: BundleStart.Connections
    private var comm: Channel
    private var logs: Channel
    private var requests = FrameReader()
    private var line: [UInt8] = []
    private var killTime: ContinuousClock.Instant?
    private var overtimeEnd: ContinuousClock.Instant?
    private var cleanupEnd: ContinuousClock.Instant?

    /// - `signals`: where SIGTERM comes from; `nil` in a process that keeps its signals for itself.
    init(
        of process: BundleProcess, _ connections: BundleStart.Connections, _ launch: BundleLaunch,
        service: any BundleService, signals: SignalPipe?, cleanup: Double
    ) {
        self.process = process
        self.connections = connections
        comm = Channel(connections.comm.descriptor)
        logs = Channel(connections.logs.descriptor)
        self.launch = launch
        self.service = service
        self.signals = signals
        self.cleanup = cleanup
    }

    /// Tells the process what it is to do, and goes on until it has ended.
    ///
    /// - `startup`: The frame of the `StartupDetails`.
    func run(_ startup: [UInt8]) -> ProcessEnd {
        comm.append(startup)
        while true {
            wait()
            // Whatever it has sent is there when it has ended.
            process.reap()
            takeRequests()
            takeLines()
            comm.flush()
            if let end = process.end, !comm.isOpen, !logs.isOpen { return end }
            keepTime()
            if let cleanupEnd, let end = process.end, cleanupEnd <= .now {
                service.note(
                    "Something that the task has left running has kept its connections for \(cleanup) seconds: they are closed",
                    level: "warning")
                return end
            }
        }
    }

    private func wait() {
        var entries: [pollfd] = []
        func watch(_ channel: Channel, reads: Bool) {
            guard channel.isOpen else { return }
            let events = (reads ? POLLIN : 0) | (channel.waiting > 0 ? POLLOUT : 0)
            if events != 0 { entries.append(pollfd(fd: channel.socket, events: Int16(events), revents: 0)) }
        }
        watch(comm, reads: comm.waiting < Self.backlog)
        watch(logs, reads: true)
        for descriptor in [process.descriptor, signals?.readEnd].compactMap({ $0 }) {
            entries.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
        }
        let left = [killTime, overtimeEnd, cleanupEnd].compactMap { $0 }.min().map { time in
            Int32(min((max(0, ContinuousClock.now.duration(to: time).inSeconds) * 1000).rounded(.up), 1e9))
        }
        // A program's own handlers of signals are asked again and again.
        let patience = [left, process.patience, signals == nil ? 500 : nil].compactMap { $0 }.min() ?? -1
        poll(&entries, nfds_t(entries.count), patience)
        if signals?.take().contains(SIGTERM) ?? service.isToEnd() { terminate() }
    }

    private func terminate() {
        process.signal(SIGTERM)
        killTime = killTime ?? .now + Self.grace
    }

    private func keepTime() {
        if process.end != nil {
            (killTime, overtimeEnd) = (nil, nil)
            cleanupEnd = cleanupEnd ?? .now + .seconds(cleanup)
        }
        if let end = overtimeEnd, end <= .now {
            overtimeEnd = nil
            service.note(
                "The task has ended, and its process goes on after \(launch.overtime) seconds: it is ended",
                level: "warning")
            terminate()
        }
        if let time = killTime, time <= .now {
            killTime = nil
            process.signal(SIGKILL)
        }
    }

    // MARK: Requests

    private func takeRequests() {
        while comm.waiting < Self.backlog, let bytes = comm.read() {
            requests.append(bytes)
            do {
                while let payload = try requests.next() { answer(payload) }
            } catch {
                service.note("The task's process has sent what is no message: \(error). It is ended", level: "error")
                comm.close()
                process.signal(SIGKILL)
            }
        }
    }

    private func answer(_ payload: [UInt8]) {
        let request: RequestFrame
        do {
            request = try RequestFrame(payload: payload)
        } catch {
            service.note("The task's process has sent a message that cannot be read: \(error)", level: "error")
            // Without an id nobody waits for the answer.
            if let id = error.id { send(ResponseFrame(id: id, error: .unreadable("\(error)"))) }
            return
        }
        switch service.answer(request.message) {
        case .body(let message): send(ResponseFrame(id: request.id, body: message))
        case .error(let error): send(ResponseFrame(id: request.id, error: error))
        case .warning(let text):
            service.note(text, level: "warning")
            send(ResponseFrame(id: request.id))
        case .empty, .registered: send(ResponseFrame(id: request.id))
        }
        if request.message.isTerminal, overtimeEnd == nil { overtimeEnd = .now + .seconds(launch.overtime) }
    }

    private func send(_ response: ResponseFrame) {
        do {
            comm.append(try response.bytes())
        } catch {
            // What a message can hold and a frame can't, as an integer of 100 digits.
            let refusal = ResponseFrame(id: response.id, error: .unreadable("The answer cannot be written: \(error)"))
            if let bytes = try? refusal.bytes() { comm.append(bytes) }
        }
    }

    // MARK: Lines

    private func takeLines() {
        var whole: [[UInt8]] = []
        while let bytes = logs.read() {
            var rest = bytes[...]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[..<end]
                rest = rest[(end + 1)...]
                endLine(&whole)
            }
            line += rest
            if line.count > Self.longestLine { endLine(&whole) }
        }
        if !logs.isOpen { endLine(&whole) }
        if !whole.isEmpty { service.log(whole) }
    }

    private func endLine(_ whole: inout [[UInt8]]) {
        if !line.isEmpty { whole.append(line) }
        line.removeAll(keepingCapacity: true)
    }
}

extension ErrorResponse {
    /// Refuses a request as Airflow's supervisor refuses what its API does not take.
    fileprivate static func unreadable(_ reason: String) -> ErrorResponse {
        struct Detail: Encodable {
            var statusCode = 400
            var message: String
        }
        let detail = try? WireEncoder(style: .message, names: .snakeCase).encode(Detail(message: reason))
        return ErrorResponse(error: .apiServerError, detail: detail)
    }
}
