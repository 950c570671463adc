internal import FoundationEssentials
internal import Glibc
internal import XCom

/// Drives one run to its end: its state machine, the worker, and the processes of its orders.
final class RunDriver {
    private let runner: DagRunner
    private let settings: AirflowSettings
    private let execution: RunExecution
    private let store: any Store
    private let lock: any RunLock
    private let observer: (any RunObserver)?
    private let signals: SignalPipe
    private let copies: CopyPipe
    private var table = ProcessTable()
    private var outputs: [ProcessTable.Token: TaskOutput] = [:]
    /// The signal that stopped the run.
    private(set) var interruption: Int32?

    /// - `lock`: the run's.
    init(
        runner: DagRunner, settings: AirflowSettings, execution: RunExecution, store: any Store, lock: any RunLock,
        observer: (any RunObserver)?
    ) throws {
        self.runner = runner
        self.settings = settings
        self.execution = execution
        self.store = store
        self.lock = lock
        self.observer = observer
        signals = try SignalPipe([SIGINT, SIGTERM, SIGHUP])
        copies = try CopyPipe()
    }

    /// Executes the run to its end.
    func drive() throws {
        defer { signals.close() }
        Orphans.adopt()
        try prepare()
        try carryOut(execution.begin())
        while !execution.isOver || table.hasUnfinished {
            observer?.progressed(execution.progress)
            try step(milliseconds: patience)
            if let wake = execution.nextWake, wake <= .now() { try carryOut(execution.timePassed()) }
        }
        observer?.progressed(execution.progress)
        try awaitOutput()
    }

    /// Shares the lock with the worker, and lets it get ready for task processes where there will be more than one.
    private func prepare() throws {
        if lock.shared >= 0 { try runner.worker.send(.hold, with: [lock.shared]) }
        guard execution.graph.tasks.count > 1 else { return }
        try runner.worker.send(.prepare)
    }

    /// How long to wait for something to happen.
    private var patience: Int32 {
        var seconds = 1.0
        if let wake = execution.nextWake { seconds = min(seconds, max(0, wake.seconds(since: .now()))) }
        if table.isEndingSome { seconds = min(seconds, 0.1) }
        return Int32((seconds * 1000).rounded(.up))
    }

    /// Waits until what runs in the background of tasks that have ended has closed the tasks' output, as long as Airflow's
    /// supervisor would.
    private func awaitOutput() throws {
        let start = Timestamp.now()
        let patience = settings.socketCleanupTimeout
        var isTold = false
        while !outputs.isEmpty, interruption == nil {
            let waited = Timestamp.now().seconds(since: start)
            guard waited < patience else { return }
            if waited >= 1, !isTold {
                isTold = true
                observer?.noticed(
                    "Processes that tasks have left in the background may still write to the tasks' logs. Waiting for them "
                        + "up to \(Int(patience)) seconds; Ctrl-C ends that.")
            }
            try step(milliseconds: isTold ? 1000 : 100)
        }
    }

    // MARK: Events

    private func step(milliseconds: Int32) throws {
        let tasks = outputs.values.flatMap(\.descriptors)
        let all = [signals.readEnd] + runner.worker.descriptors + tasks
        let ready = Descriptor.readable(all, milliseconds: milliseconds)
        try handleSignals()
        var exits: [(ProcessTable.Token, ProcessEnd)] = []
        let end = try runner.worker.receive { event, ends in
            switch event {
            case .started(let token, let pid): try started(token, pid: pid, ends)
            case .exited(let token, let status): exits.append((token, ProcessEnd(status: status)))
            case .loaded, .planned, .failed, .secrets: try runner.handle(event)
            }
        }
        for (token, output) in outputs where !ready.isDisjoint(with: output.descriptors) { try read(token, output) }
        for (token, end) in exits {
            // What the process said before its end comes before it.
            if let output = outputs[token] { try read(token, output) }
            try carryOut(table.exited(token, end))
        }
        if let end { try replaceWorker(end) }
        try carryOut(table.killStubborn(after: Double(settings.killedTaskCleanupTime), now: .now()))
    }

    private func started(_ token: ProcessTable.Token, pid: Int32, _ ends: consuming TaskEnds?) throws {
        if let ends, let order = table.processes[token]?.order {
            outputs[token] = TaskOutput(
                ends, order: order, secrets: runner.worker.secrets, copies: copies, follows: runner.followsLogs)
        }
        try carryOut(table.started(token, pid: pid))
    }

    private func read(_ token: ProcessTable.Token, _ output: TaskOutput) throws {
        let reports = try output.read()
        if output.isAtEnd {
            outputs[token] = nil
            if let failure = output.failure { observer?.noticed(failure) }
        }
        for report in reports {
            switch report {
            case .done(let problem): try carryOut(table.done(token, problem))
            case .skippedTasks: try carryOut(execution.tasksWereSkipped())
            case .secrets: break
            }
        }
    }

    private func handleSignals() throws {
        for signal in signals.take() {
            if interruption == nil {
                interruption = signal
                if execution.end == nil { try carryOut(execution.interrupt()) }
                try carryOut(table.terminate(now: .now()) { $0.order.work != .callback })
            } else {
                // Whoever asks again does not want to wait.
                try carryOut(table.killStubborn(after: 0, now: .now()))
            }
        }
    }

    /// A lost worker is a lost try of what ran in it. The run goes on with another one.
    private func replaceWorker(_ end: ProcessEnd) throws {
        Orphans.awaitWorkersChildren()
        let lost = table.processes.values.filter { !$0.isDone }
        let actions = try table.workerLost(end) { process in
            try process.order.instance.flatMap { try store.taskInstance(id: $0) }?.state != .queued
        }
        // Nothing of what is lost goes on beside the next try.
        for process in lost {
            if let pid = process.pid, pid != runner.worker.pid {
                kill(pid, SIGKILL)
                ProcessEnd.await(pid)
            }
            Orphans.kill(of: process.order, process.pid, butNot: [])
        }
        for (token, output) in outputs { try read(token, output) }
        if !execution.isOver || !actions.isEmpty {
            observer?.noticed("The worker process was lost (\(end.workerReason)). Another one goes on with the run.")
            try runner.replaceWorker(lost: end) { store.closeCopy() }
            try prepare()
        }
        try carryOut(actions)
    }

    // MARK: Actions

    private func carryOut(_ requests: [RunExecution.Request]) throws {
        for request in requests {
            switch request {
            case .start(let order, let instance):
                let token = table.ordered(order, for: instance)
                try runner.worker.send(.start(token: token, order: order))
            case .notify(let call):
                try runner.worker.send(.notify(call.encoded()))
            case .terminate(let instance):
                try carryOut(table.terminate(now: .now()) { $0.instance == instance })
            }
        }
    }

    private func carryOut(_ actions: [ProcessTable.Action]) throws {
        for action in actions {
            switch action {
            case .signal(let token, let number): try signal(number, token)
            case .end(let process, let loss):
                guard let instance = process.instance else { continue }
                try carryOut(execution.processEnded(instance, work: process.order.work, loss: loss))
            case .startAgain(let token, let order):
                try runner.worker.send(.start(token: token, order: order))
            }
        }
    }

    private func signal(_ number: Int32, _ token: ProcessTable.Token) throws {
        if runner.isInline, table.processes[token]?.order.work == .task {
            // The worker itself runs the task.
            kill(runner.worker.pid, number)
        } else {
            try runner.worker.send(.signal(token: token, number: number))
        }
    }
}
