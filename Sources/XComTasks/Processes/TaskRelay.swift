internal import CSystem
internal import Glibc
internal import Logging
internal import Sockets
internal import XCom
internal import XComFrames
internal import XComSupervisor

/// Stands between a supervisor and the process that a task's code runs in. Whole valid frames and lines go through it, nothing
/// else, and the supervisor is told how the task has ended whatever becomes of that process.
///
/// It has one thread, and the process no other.
struct TaskRelay {
    /// How long the task's process has to end once it is told to: the supervisor kills what is still there after 5 seconds.
    static let grace = Duration.seconds(3)
    /// Nothing more is read for a socket that so much waits for.
    private static let backlog = 1 << 20

    private let startup: StartupDetails
    private let child: pid_t
    private let signals: Int32
    private var comm: Channel
    private var logs: Channel
    private var childComm: Channel
    private var childLogs: Channel
    private var answers: FrameReader
    private var requests = FrameReader()
    private var line: [UInt8] = []
    private var lastID: Int64 = 0
    private var end: ChildEnd?
    /// The request that says how the task has ended, and until when its answer is waited for.
    private var terminal: (id: Int64, deadline: ContinuousClock.Instant)?
    private var isAcknowledged = false
    private var isTerminated = false
    private var killTime: ContinuousClock.Instant?

    /// - `answers`: What has read the supervisor's first frame.
    init(
        _ startup: StartupDetails, child: pid_t, signals: Int32, comm: Int32, logs: Int32, childComm: Int32,
        childLogs: Int32, answers: FrameReader
    ) {
        self.startup = startup
        self.child = child
        self.signals = signals
        self.comm = Channel(comm)
        self.logs = Channel(logs)
        self.childComm = Channel(childComm)
        self.childLogs = Channel(childLogs)
        self.answers = answers
    }

    /// Goes on until the task has ended and the supervisor knows.
    ///
    /// - Returns: The status that this process exits with.
    mutating func run() -> Int32 {
        while true {
            wait()
            takeSignals()
            relayAnswers()
            relayRequests()
            relayLines()
            comm.flush()
            logs.flush()
            childComm.flush()
            if !comm.isOpen, !isAcknowledged {
                // Nobody is there any more to work for.
                kill(-child, SIGKILL)
                return 1
            }
            if let killTime, killTime <= .now {
                self.killTime = nil
                kill(-child, SIGKILL)
            }
            if end != nil, terminal == nil { tellEnd() }
            if let terminal, end != nil, isAcknowledged || terminal.deadline <= .now { break }
        }
        return finish()
    }

    private mutating func finish() -> Int32 {
        if !isAcknowledged { log("The supervisor has not answered to how the task has ended", .critical) }
        if isTerminated { kill(-child, SIGKILL) }
        let deadline = ContinuousClock.now + FrameTransport.deadline
        while logs.waiting > 0, deadline > .now {
            var entry = pollfd(fd: logs.socket, events: Int16(POLLOUT), revents: 0)
            poll(&entry, 1, 1000)
            logs.flush()
        }
        return isAcknowledged ? 0 : 1
    }

    private func wait() {
        var entries = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0)]
        func watch(_ channel: Channel, reads: Bool) {
            guard channel.isOpen else { return }
            let events = (reads ? POLLIN : 0) | (channel.waiting > 0 ? POLLOUT : 0)
            if events != 0 { entries.append(pollfd(fd: channel.socket, events: Int16(events), revents: 0)) }
        }
        watch(comm, reads: childComm.waiting < Self.backlog)
        watch(logs, reads: false)
        watch(childComm, reads: comm.waiting < Self.backlog)
        watch(childLogs, reads: logs.waiting < Self.backlog)
        let times = [killTime, end == nil ? nil : terminal?.deadline].compactMap { $0 }
        let left = times.min().map { max(0, ContinuousClock.now.duration(to: $0).inSeconds) }
        poll(&entries, nfds_t(entries.count), left.map { Int32(min(($0 * 1000).rounded(.up), 1e9)) } ?? -1)
    }

    private mutating func takeSignals() {
        for signal in ((try? Sockets.readSome(signals)) ?? nil) ?? [] where Int32(signal) == SIGTERM {
            isTerminated = true
            kill(child, SIGTERM)
            killTime = killTime ?? .now + Self.grace
        }
        var status: Int32 = 0
        if end == nil, waitpid(child, &status, WNOHANG) == child {
            end = ChildEnd(status: status)
            killTime = nil
        }
    }

    // MARK: Frames

    private mutating func relayAnswers() {
        guard childComm.waiting < Self.backlog, let bytes = comm.read() else { return }
        answers.append(bytes)
        do {
            while let payload = try answers.next() {
                if let terminal {
                    let answer = try ResponseFrame(payload: payload)
                    if answer.id == terminal.id {
                        isAcknowledged = answer.error == nil
                        if let error = answer.error {
                            log("The supervisor refuses how the task has ended: \(error.detail?.text ?? "")", .critical)
                            self.terminal?.deadline = .now
                        }
                    }
                }
                if childComm.isOpen { childComm.append(Frame.bytes(ofPayload: payload)) }
            }
        } catch {
            log("The supervisor has sent what is no answer: \(error)", .critical)
            comm.close()
        }
    }

    private mutating func relayRequests() {
        // All that the child has sent is there when it has ended.
        while comm.waiting < Self.backlog || end != nil, let bytes = childComm.read() {
            requests.append(bytes)
            do {
                while let payload = try requests.next() {
                    let request = try RequestFrame(payload: payload)
                    lastID = max(lastID, request.id)
                    if request.message.isTerminal {
                        guard terminal == nil else { continue }
                        terminal = (request.id, .now + FrameTransport.deadline)
                    }
                    comm.append(Frame.bytes(ofPayload: payload))
                }
            } catch {
                log("The task's process has sent what is no request: \(error)", .critical)
                childComm.close()
                kill(-child, SIGKILL)
            }
        }
    }

    private mutating func tellEnd() {
        guard let end, comm.isOpen else { return }
        let cause =
            (isTerminated ? "The task was told to end by SIGTERM" : "The task has not told how it ended")
            + ": its process \(end.words)"
        log(cause, .error)
        lastID += 1
        terminal = (lastID, .now + FrameTransport.deadline)
        do {
            comm.append(try startup.failure(cause).frame(id: lastID))
        } catch {
            comm.close()
        }
    }

    // MARK: Lines

    private mutating func relayLines() {
        while logs.waiting < Self.backlog || end != nil, let bytes = childLogs.read() {
            var rest = bytes[...]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[..<end]
                rest = rest[(end + 1)...]
                endLine()
            }
            line += rest
        }
        if end != nil, !line.isEmpty { endLine() }
    }

    /// Forwards a line; the text of what is none is an event of its own.
    private mutating func endLine() {
        if LogLine.isWhole(line) {
            logs.append(line + [UInt8(ascii: "\n")])
        } else {
            log(String(decoding: line, as: UTF8.self), .info)
        }
        line.removeAll(keepingCapacity: true)
    }

    private mutating func log(_ event: String, _ level: Logger.Level) {
        logs.append(LogLine(event, level: level).bytes)
    }
}
