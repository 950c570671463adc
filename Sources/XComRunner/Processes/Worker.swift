internal import Foundation
internal import Glibc
internal import XComPython

/// The worker process: it holds the interpreter with the loaded DAG files, and forks a process for each order.
///
/// It has one thread and no store connection, so that its children may open theirs.
final class Worker {
    private let setup: WorkerSetup
    private let channel: FrameChannel
    /// The pipe on which task processes tell the main process of their end.
    private let events: Int32
    private let signals: SignalPipe
    private var interpreter: Interpreter?
    private var children: [pid_t: Child] = [:]
    private var standbys: [Standby] = []
    private var rehearsal: Rehearsal?
    /// Whether more orders are about to come, so that a process is forked ahead.
    private var expectsOrders = false
    /// Processes forked ahead that ended by themselves: after a few of them no more are forked.
    private var lostStandbys = 0
    private var inlineProcess: TaskProcess?

    private enum Child {
        case order(token: Int32)
        case standby
    }

    /// A process that was forked ahead and waits for its order at the other end of a pipe.
    private struct Standby {
        var pid: pid_t
        var orders: Int32
    }

    init(setup: WorkerSetup, control: Int32, events: Int32) throws {
        self.setup = setup
        channel = FrameChannel(control)
        self.events = events
        signals = try SignalPipe([SIGCHLD])
    }

    /// Loads the DAG files, then carries out commands until the main process is gone.
    func run() -> Never {
        do {
            try load()
            while true {
                if lacksStandbys { try addStandby() }
                let patience: Int32 = lacksStandbys ? 0 : -1
                _ = Descriptor.readable([channel.descriptor, signals.readEnd], milliseconds: patience)
                if !signals.take().isEmpty { try reap() }
                if Descriptor.readable([channel.descriptor], milliseconds: 0).isEmpty { continue }
                for frame in try channel.receive() { try obey(frame) }
                if channel.isAtEnd { leave() }
            }
        } catch {
            try? channel.send(Frame(kind: .failed, content: Array("\(error)".utf8)))
            leave()
        }
    }

    private var lacksStandbys: Bool {
        expectsOrders && standbys.isEmpty && lostStandbys < 3 && setup.isolation == .fork
    }

    private func load() throws {
        let interpreter = try setup.startInterpreter()
        self.interpreter = interpreter
        let answer = try interpreter.call(module: "xcom_bridge", function: "load_dags", json: try setup.loadRequest())
        try channel.send(Frame(kind: .loaded, content: answer))
    }

    private func obey(_ frame: Frame) throws {
        switch frame.kind {
        case .prepare:
            rehearse()
            expectsOrders = true
        case .start:
            try start(frame)
        case .validate:
            let answer = try? interpreter?.call(module: "xcom_bridge", function: "validate_run", json: frame.content)
            try channel.send(Frame(kind: .answer, token: frame.token, content: answer ?? []))
        case .signal:
            for (pid, child) in children {
                guard case .order(frame.token) = child else { continue }
                kill(pid, frame.content.first.map(Int32.init) ?? SIGTERM)
            }
        case .shutdown:
            leave()
        default:
            break
        }
    }

    private func start(_ frame: Frame) throws {
        let order = try Order.decoded(frame.content)
        let pid: pid_t
        switch setup.isolation {
        case .inline where order.work == .task:
            return try runInline(order, token: frame.token)
        case .spawn where order.work == .task:
            pid = try SpawnedTask.spawn(setup: setup, order: order, token: frame.token, events: events)
        default:
            pid =
                try handOver(frame)
                ?? fork { process in
                    self.finish(process.perform(order), token: frame.token)
                }
        }
        children[pid] = .order(token: frame.token)
        expectsOrders = order.moreToCome > 0
    }

    // MARK: Processes

    /// Gives the order to a process that was forked ahead; its id, or `nil` where there is none.
    private func handOver(_ frame: Frame) throws -> pid_t? {
        while !standbys.isEmpty {
            let standby = standbys.removeFirst()
            defer { close(standby.orders) }
            // One that was killed meanwhile cannot be written to; the next may live.
            guard (try? Descriptor.write(frame.bytes, to: standby.orders)) != nil else { continue }
            return standby.pid
        }
        return nil
    }

    private func rehearse() {
        guard rehearsal == nil, let interpreter else { return }
        let rehearsal = Rehearsal(interpreter)
        self.rehearsal = rehearsal
        rehearsal.perform()
    }

    private var runningOrders: Int {
        children.values.count { if case .order = $0 { true } else { false } }
    }

    private func addStandby() throws {
        // Where all jobs are busy, what it would do ahead is taken from those that work.
        let hasTime = runningOrders < setup.jobs
        let ends = try Descriptor.pipe()
        let others = standbys.map(\.orders) + [ends.write]
        let pid = try fork { process in
            for descriptor in others { close(descriptor) }
            if hasTime { process.warmUp() }
            let orders = FrameChannel(ends.read)
            while let frames = try? orders.receive() {
                if let frame = frames.first, let order = try? Order.decoded(frame.content) {
                    close(ends.read)
                    self.finish(process.perform(order), token: frame.token)
                }
                if orders.isAtEnd { break }
            }
            _exit(0)
        }
        close(ends.read)
        children[pid] = .standby
        standbys.append(Standby(pid: pid, orders: ends.write))
    }

    /// Forks; the child runs `body` and never comes back.
    private func fork(_ body: (TaskProcess) -> Void) throws -> pid_t {
        guard let interpreter else { throw RunnerError(.workerFailed, "The interpreter does not run.") }
        let parent = getpid()
        let pid = interpreter.forkChild()
        guard pid >= 0 else { throw SystemError("fork") }
        guard pid == 0 else { return pid }
        signals.close()
        TaskSignals.setUp(parent: parent)
        close(channel.descriptor)
        body(makeProcess(interpreter))
        _exit(0)
    }

    private func makeProcess(_ interpreter: Interpreter) -> TaskProcess {
        TaskProcess(
            interpreter: interpreter, storeURL: setup.storeURL, settings: setup.supervisorSettings,
            logToStderr: setup.logToStderr)
    }

    private func finish(_ record: DoneRecord, token: Int32) {
        interpreter?.flush()
        try? Descriptor.write(Frame(kind: .done, token: token, content: record.encoded()).bytes, to: events)
        _exit(0)
    }

    private func runInline(_ order: Order, token: Int32) throws {
        guard let interpreter else { return }
        let process = inlineProcess ?? makeProcess(interpreter)
        inlineProcess = process
        let record = process.perform(order)
        interpreter.flush()
        try Descriptor.write(Frame(kind: .done, token: token, content: record.encoded()).bytes, to: events)
        try channel.send(Frame(kind: .exited, token: token, content: [0, 0, 0, 0]))
    }

    private func reap() throws {
        var status: Int32 = 0
        while true {
            let pid = waitpid(-1, &status, WNOHANG)
            guard pid > 0 else { return }
            switch children.removeValue(forKey: pid) {
            case .order(let token):
                var content: [UInt8] = []
                for shift in [24, 16, 8, 0] as [Int32] { content.append(UInt8(truncatingIfNeeded: status >> shift)) }
                try channel.send(Frame(kind: .exited, token: token, content: content))
            case .standby:
                guard let index = standbys.firstIndex(where: { $0.pid == pid }) else { break }
                close(standbys.remove(at: index).orders)
                lostStandbys += 1
            case nil:
                break
            }
        }
    }

    /// Ends this process; children that are left are told to end, and then made to.
    private func leave() -> Never {
        for standby in standbys { close(standby.orders) }
        let running = children.filter { if case .order = $0.value { true } else { false } }.keys
        for pid in running { kill(pid, SIGTERM) }
        var left = Set(running)
        var patience = 50
        while !left.isEmpty, patience > 0 {
            _ = Descriptor.readable([signals.readEnd], milliseconds: 100)
            _ = signals.take()
            left = left.filter { waitpid($0, nil, WNOHANG) == 0 }
            patience -= 1
        }
        for pid in left { kill(pid, SIGKILL) }
        interpreter?.flush()
        _exit(0)
    }
}
