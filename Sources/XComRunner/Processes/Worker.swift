internal import CSystem
internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComPython

/// The worker process: it holds the interpreter with the loaded DAG files, and forks a process for each order.
///
/// It has one thread and no store connection, so that its children may open theirs.
final class Worker {
    private let setup: WorkerSetup
    private let control: ControlChannel
    private let signals: SignalPipe
    private var interpreter: Interpreter?
    private var settings: AirflowSettings?
    private var children: [pid_t: Child] = [:]
    private var standbys: [Standby] = []
    /// What keeps the locks of runs as long as this process, or one that it forked, is there.
    private var locks: [Int32: HeldLock] = [:]
    private var dryRun: DryRun?
    /// Whether more orders are about to come, so that a process is forked ahead.
    private var expectsOrders = false
    /// Processes forked ahead that ended by themselves: after a few of them no more are forked.
    private var lostStandbys = 0

    private enum Child {
        case order(token: Int32, Order)
        case standby
    }

    /// A process that was forked ahead and waits for its order, with the main process's ends of its connection.
    private final class Standby {
        let pid: pid_t
        let ends: TaskEnds

        init(pid: pid_t, ends: consuming TaskEnds) {
            self.pid = pid
            self.ends = ends
        }
    }

    /// A descriptor in a collection.
    private final class HeldLock {
        private let descriptor: OwnedDescriptor

        init(_ descriptor: consuming OwnedDescriptor) {
            self.descriptor = descriptor
        }
    }

    init(setup: WorkerSetup, control: consuming OwnedDescriptor) throws {
        self.setup = setup
        self.control = ControlChannel(control)
        signals = try SignalPipe([SIGCHLD])
    }

    /// Loads the DAG files, then carries out commands until the main process is gone.
    func run() -> Never {
        do {
            Orphans.adopt()
            try load()
            outliveMain()
            while true {
                if lacksStandbys { try addStandby() }
                let patience: Int32 = lacksStandbys ? 0 : -1
                _ = Descriptor.readable([control.descriptor, signals.readEnd], milliseconds: patience)
                let came = signals.take()
                // The main process has gone, and its end sent this.
                if came.contains(SIGTERM) { abandon() }
                if !came.isEmpty { try reap() }
                if Descriptor.readable([control.descriptor], milliseconds: 0).isEmpty { continue }
                for command in try control.receive(WorkerCommand.self) { try carryOut(command) }
                if control.isAtEnd { abandon() }
            }
        } catch {
            // Where nobody hears it, there is nobody to end the tasks in order for.
            guard (try? control.send(WorkerEvent.failed("\(error)"))) != nil else { abandon() }
            leave()
        }
    }

    /// From here on the main process's end is seen, and what is below this process goes before it. A task in this process
    /// would not let it see anything.
    private func outliveMain() {
        guard setup.isolation != .inline else { return }
        signals.add(SIGTERM)
        xcom_end_with_parent(SIGTERM)
    }

    private var lacksStandbys: Bool {
        expectsOrders && standbys.isEmpty && lostStandbys < 3 && setup.isolation == .fork
    }

    private func load() throws {
        let interpreter = try setup.startInterpreter()
        // One that ran before had the signals for itself.
        signals.install()
        self.interpreter = interpreter
        Interpreter.onSecrets { [control] secrets in try? control.send(WorkerEvent.secrets(secrets)) }
        let settings = try ReadSettings.answered(by: interpreter, for: setup.store)
        self.settings = settings
        let answer = try interpreter.perform(LoadDags.self, request: setup.loading.encoded())
        Interpreter.flush()
        try control.send(WorkerEvent.loaded(answer, settings))
    }

    private func carryOut(_ command: WorkerCommand) throws {
        switch command {
        case .hold(let run):
            let descriptors = control.takeDescriptors(command.descriptorCount)
            locks[run] = descriptors.first.map { HeldLock(Descriptor.outOfReach(OwnedDescriptor($0))) }
        case .release(let run):
            locks[run] = nil
        case .prepare:
            performDryRun()
            expectsOrders = true
        case .start(let token, let order):
            try start(order, token: token)
        case .plan(let token, let call, let request):
            let answer = try? interpreter?.perform(call, request: request)
            try control.send(WorkerEvent.planned(token: token, answer: answer))
        case .notify(let request):
            _ = try? interpreter?.perform(ListenerCall.self, request: request)
        case .signal(let token, let number):
            for (pid, child) in children {
                if case .order(token, _) = child { kill(pid, number) }
            }
        case .shutdown:
            leave()
        }
    }

    private func start(_ order: Order, token: Int32) throws {
        expectsOrders = order.moreToCome > 0
        switch setup.isolation {
        case .inline where order.work == .task:
            return try runInline(order, token: token)
        case .spawn where order.work == .task:
            guard let interpreter, let settings else { return }
            let connection = try TaskConnection()
            let pid = try SpawnedTask.spawn(
                setup: setup, settings: settings, order: order, ends: connection.process, interpreter: interpreter)
            try started(token, order, pid, connection.main)
        default:
            if try handOver(order, token: token) { return }
            let connection = try TaskConnection()
            let pid = try fork()
            if pid == 0 {
                _ = consume connection.main
                become(connection.process) { $0.perform(order) }
            }
            _ = consume connection.process
            try started(token, order, pid, connection.main)
        }
    }

    private func started(_ token: Int32, _ order: Order, _ pid: pid_t, _ ends: borrowing TaskEnds) throws {
        children[pid] = .order(token: token, order)
        try control.send(WorkerEvent.started(token: token, pid: pid), with: ends.numbers)
    }

    // MARK: Processes

    /// Gives the order to a process that was forked ahead; `false` where there is none.
    private func handOver(_ order: Order, token: Int32) throws -> Bool {
        while !standbys.isEmpty {
            let standby = standbys.removeFirst()
            // One that was killed meanwhile cannot be written to; the next may live.
            guard (try? TaskLink.send(order, to: standby.ends.link.number)) != nil else { continue }
            try started(token, order, standby.pid, standby.ends)
            return true
        }
        return false
    }

    private func performDryRun() {
        guard dryRun == nil, let interpreter else { return }
        let dryRun = DryRun(interpreter)
        self.dryRun = dryRun
        dryRun.perform()
        // The Task SDK sets a handler of its own while a task runs, and Python then gives back the one that it knows of.
        signals.install()
    }

    private var runningOrders: Int {
        children.values.count { if case .order = $0 { true } else { false } }
    }

    private func addStandby() throws {
        // Where all cores are busy, what it would do ahead is taken from those that work.
        let hasTime = runningOrders < setup.cores
        let connection = try TaskConnection()
        let pid = try fork()
        if pid == 0 {
            // They hold the other ends of connections, whose processes wait for them to be closed.
            standbys = []
            _ = consume connection.main
            become(connection.process) { process in
                if hasTime { process.warmUp() }
                if let order = process.nextOrder() { process.perform(order) }
            }
        }
        _ = consume connection.process
        children[pid] = .standby
        standbys.append(Standby(pid: pid, ends: connection.main))
    }

    /// Forks; 0 in the child.
    private func fork() throws -> pid_t {
        let parent = getpid()
        let pid = Interpreter.fork()
        guard pid >= 0 else { throw SystemError("fork") }
        guard pid == 0 else { return pid }
        signals.close()
        TaskSignals.setUp(worker: parent)
        close(control.descriptor)
        return 0
    }

    /// In a child: it carries out an order, and ends.
    private func become(_ ends: consuming TaskEnds, _ body: (TaskProcess) -> Void) -> Never {
        if let interpreter, let settings {
            body(TaskProcess(interpreter: interpreter, setup: setup, settings: settings, ends: ends))
        }
        _exit(0)
    }

    private func runInline(_ order: Order, token: Int32) throws {
        guard let interpreter, let settings else { return }
        let connection = try TaskConnection()
        try control.send(WorkerEvent.started(token: token, pid: getpid()), with: connection.main.numbers)
        _ = consume connection.main
        let process = TaskProcess(
            interpreter: interpreter, setup: setup, settings: settings, ends: connection.process)
        process.perform(order)
        process.end()
        Interpreter.onSecrets { [control] secrets in try? control.send(WorkerEvent.secrets(secrets)) }
        try control.send(WorkerEvent.exited(token: token, status: 0))
    }

    private func reap() throws {
        var status: Int32 = 0
        while true {
            let pid = waitpid(-1, &status, WNOHANG)
            guard pid > 0 else { return }
            switch children.removeValue(forKey: pid) {
            case .order(let token, let order):
                if status != 0 { killOrphans(of: order, pid) }
                try control.send(WorkerEvent.exited(token: token, status: status))
            case .standby:
                standbys.removeAll { $0.pid == pid }
                lostStandbys += 1
            case nil:
                // An orphan that a task has left.
                break
            }
        }
    }

    private func killOrphans(of order: Order, _ pid: pid_t) {
        Orphans.kill(of: order, pid, butNot: Set(children.keys))
    }

    /// Ends this process; children that are left are told to end, and then made to.
    private func leave() -> Never {
        standbys = []
        for pid in children.keys { kill(pid, SIGTERM) }
        var patience = 50
        while !children.isEmpty, patience > 0 {
            _ = Descriptor.readable([signals.readEnd], milliseconds: 100)
            _ = signals.take()
            try? reap()
            patience -= 1
        }
        killChildren()
        Interpreter.flush()
        _exit(0)
    }

    /// Ends this process and all below it at once: the main process is gone, and whoever takes its run up would execute the
    /// same tasks.
    private func abandon() -> Never {
        killChildren()
        _exit(1)
    }

    private func killChildren() {
        for pid in children.keys { kill(pid, SIGKILL) }
        for (pid, child) in children {
            ProcessEnd.await(pid)
            if case .order(_, let order) = child { killOrphans(of: order, pid) }
        }
    }
}
