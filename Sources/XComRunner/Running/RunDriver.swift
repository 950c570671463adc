internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComSupervisor

/// Drives runs to their ends: their state machines, the worker, and the processes of their orders.
///
/// What begins, waits and ends is in `RunDriver+Runs.swift`.
final class RunDriver {
    let runner: DagRunner
    let settings: AirflowSettings
    let store: any Store
    let observer: (any RunObserver)?
    /// `nil` where they are somebody else's.
    private let signals: SignalPipe?
    private let copies: CopyPipe
    private(set) var table = ProcessTable()
    private var outputs: [ProcessTable.Token: TaskOutput] = [:]
    let assets: AssetScheduling
    /// This command among those that execute runs of the store.
    private let attendance: any Attendance
    /// Whether it was not alone when something last waited for room.
    private var hasNeighbours = false
    /// Those that the DAG files are loaded by.
    let rules: AirflowRules
    var agenda: RunAgenda
    /// In the order in which they began.
    var runs: [ActiveRun] = []
    /// The runs that came to their ends, or were stopped.
    var results: [RunResult] = []
    /// What tasks have asked of other runs, and who.
    var questions: [(question: RunQuestion, run: DagRunKey, instance: InstanceIndex)] = []
    /// Asset events for DAGs that partitions schedule.
    var partitions: [AssetScheduling.Partitioned] = []
    /// What a person has been told of, so that it is not said again.
    var notices: Set<String> = []
    var lastRunNumber: Int32 = 0
    private var isPrepared = false
    /// DAGs of which an instance has ended since the last look at who depends on it.
    private var changedDags: Set<String> = []
    /// The signal that stopped the runs.
    private(set) var interruption: Int32?
    /// Whether a second signal came: then nobody wants to wait for tasks.
    private var isImpatient = false

    init(
        runner: DagRunner, settings: AirflowSettings, agenda: RunAgenda, rules: AirflowRules, store: any Store,
        observer: (any RunObserver)?
    ) throws {
        self.runner = runner
        self.settings = settings
        self.agenda = agenda
        self.rules = rules
        assets = AssetScheduling(try runner.dags().dags, store: store)
        attendance = try store.attend()
        self.store = store
        self.observer = observer
        signals = runner.isInside ? nil : try SignalPipe([SIGINT, SIGTERM, SIGHUP])
        copies = try CopyPipe()
    }

    /// Executes all runs of the agenda to their ends.
    func drive() throws {
        let adopted = runner.isHosted ? nil : Orphans.adopt()
        defer {
            signals?.close()
            if let adopted { Orphans.adopt(adopted) }
        }
        while try goOn() {
            if !runner.waits, !runner.worker.isReady, !table.hasUnfinished, !runs.contains(where: \.execution.hasReady)
            {
                for run in runs { try close(run) }
                return
            }
            observer?.progressed { progress }
            try step(milliseconds: patience)
            for run in runs {
                if let wake = run.execution.nextWake, wake <= .now() { try tell(run) { try $0.timePassed() } }
            }
            try answerQuestions()
            try shareChanges()
            try lookAtOtherCommands()
        }
        try awaitOutput()
    }

    /// Begins what is due and closes what has ended.
    ///
    /// - Returns: Whether something is under way.
    private func goOn() throws -> Bool {
        while true {
            try queuePartitions()
            let entries = interruption == nil ? agenda.next() : []
            for entry in entries { try begin(entry) }
            let ended = runs.filter { $0.execution.isOver && !table.hasUnfinished(of: $0.key) }
            for run in ended { try close(run) }
            if entries.isEmpty, ended.isEmpty { return !runs.isEmpty || table.hasUnfinished }
        }
    }

    private var progress: RunProgress {
        runs.dropFirst().reduce(runs.first?.progress ?? RunProgress()) { $0 + $1.progress }
    }

    /// Lets the state machine of a run know of something, and does what it wants.
    func tell(_ run: ActiveRun, _ event: (RunExecution) throws -> [RunExecution.Request]) throws {
        try carryOut(event(run.execution))
        changedDags.insert(run.key.dagID)
    }

    /// Lets runs know what others take, and how the ones before them stand.
    private func shareChanges() throws {
        let changed = changedDags
        changedDags = []
        guard !changed.isEmpty, runs.count > 1 else { return }
        for run in runs {
            let others = runs.lazy.filter { $0 !== run }.map(\.execution.occupancy).reduce(Occupancy(), +)
            try carryOut(run.execution.share(others))
            guard changed.contains(run.key.dagID) else { continue }
            try carryOut(run.execution.pastChanged())
        }
    }

    /// What runs of other commands take now; `nil` where there are none.
    func takenByOthers() throws -> [TakenSlots]? {
        attendance.isAlone ? nil : try store.slotsTaken(butNotBy: Set(runs.map(\.key)))
    }

    /// Begins what has room by now, of what other commands took.
    private func lookAtOtherCommands() throws {
        let waiting = runs.filter(\.execution.hasReady)
        guard !waiting.isEmpty else { return }
        let taken = try takenByOthers()
        hasNeighbours = taken != nil
        for run in waiting {
            let (requests, waitsFor) = try run.execution.othersTake(taken ?? [])
            try carryOut(requests)
            for what in waitsFor {
                notice("Tasks of DAG \(run.key.dagID) wait for \(what), which runs of other commands have.")
            }
        }
    }

    /// Lets the worker get ready for task processes where there will be more than one.
    func prepare(for run: ActiveRun) throws {
        let tasks = run.execution.graph.tasks
        guard !isPrepared, tasks.count > 1 || tasks.contains(where: \.isMapped) || runs.count > 1 else { return }
        try runner.worker.send(.prepare)
        isPrepared = true
    }

    /// How long to wait for something to happen.
    private var patience: Int32 {
        var seconds = 1.0
        if let wake = runs.compactMap(\.execution.nextWake).min() {
            seconds = min(seconds, max(0, wake.seconds(since: .now())))
        }
        if table.isEndingSome { seconds = min(seconds, 0.1) }
        if hasNeighbours, runs.contains(where: \.execution.hasReady) { seconds = min(seconds, 0.2) }
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

    func step(milliseconds: Int32) throws {
        let tasks = outputs.values.flatMap(\.descriptors)
        let input = observer?.input
        let all = [signals?.readEnd, input].compactMap { $0 } + runner.worker.descriptors + tasks
        let ready = Descriptor.readable(all, milliseconds: runner.worker.isReady ? 0 : milliseconds)
        try handle(signals?.take() ?? [])
        if let input, ready.contains(input) { observer?.inputCame() }
        var exits: [(ProcessTable.Token, ProcessEnd)] = []
        let end = try runner.worker.receive { event, ends in
            switch event {
            case .started(let token, let pid): try started(token, pid: pid, ends)
            case .reported(let token, let report): try take(report, of: token)
            case .stopped: try handle([SIGINT])
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
        try killStubborn()
        try carryOut(table.killOverdue(after: Double(settings.dagFileProcessorTimeout), now: .now()))
    }

    private func started(_ token: ProcessTable.Token, pid: Int32, _ ends: consuming TaskEnds?) throws {
        if let ends, let order = table.processes[token]?.order {
            outputs[token] = TaskOutput(
                ends, order: order, secrets: runner.worker.secrets, copies: copies, follows: runner.followsLogs)
        }
        try carryOut(table.started(token, pid: pid, now: .now()))
    }

    private func read(_ token: ProcessTable.Token, _ output: TaskOutput) throws {
        let reports = try output.read()
        if output.isAtEnd {
            outputs[token] = nil
            if let failure = output.failure { observer?.noticed(failure) }
        }
        for report in reports { try take(report, of: token) }
    }

    private func take(_ report: TaskReport, of token: ProcessTable.Token) throws {
        switch report {
        case .lost(let status): try carryOut(table.lost(token, ProcessEnd(status: status)))
        case .done(let problem): try carryOut(table.done(token, problem))
        case .skippedTasks:
            guard let run = run(of: token) else { return }
            try tell(run) { try $0.tasksWereSkipped() }
        case .concern(let concern): noted(concern, of: token)
        case .secrets: break
        }
    }

    /// The run that an order belongs to.
    private func run(of token: ProcessTable.Token) -> ActiveRun? {
        table.processes[token].flatMap { process in runs.first { $0.key == process.order.run } }
    }

    private func noted(_ concern: RunConcern, of token: ProcessTable.Token) {
        guard let process = table.processes[token] else { return }
        switch concern {
        case .triggered(let dagID, let runID):
            agenda.made(DagRunKey(dagID: dagID, runID: runID), by: process.order.run)
        case .asks(let question):
            guard let instance = process.instance else { return }
            questions.append((question, process.order.run, instance))
        }
    }

    private func handle(_ signals: [Int32]) throws {
        for signal in signals {
            if interruption == nil {
                interruption = signal
                agenda.stop()
                for run in runs where run.execution.end == nil { try tell(run) { try $0.interrupt() } }
                try carryOut(table.terminate(now: .now()) { $0.order.work != .callback })
                // A host says itself what it does.
                if !runner.isHosted { observer?.noticed(table.waiting(after: signal)) }
            } else {
                isImpatient = true
                try carryOut(table.terminate(now: .now()) { _ in true })
                try killStubborn()
            }
        }
    }

    private func killStubborn() throws {
        let patience = isImpatient ? 0 : Double(settings.killedTaskCleanupTime)
        try carryOut(table.killStubborn(after: patience, now: .now()))
    }

    /// A lost worker is a lost try of what ran in it. The run goes on with another one.
    private func replaceWorker(_ end: ProcessEnd) throws {
        // No other worker would carry it out.
        if interruption != nil { try carryOut(table.terminate(now: .now(), \.isHeld)) }
        Orphans.awaitWorkersChildren(butNot: runner.strangers)
        let lost = table.processes.values.filter { !$0.isDone }
        let actions = try table.workerLost(end, isTask: runner.isInline) { process in
            try process.order.instance.flatMap { try store.taskInstance(id: $0) }?.state != .queued
        }
        // Nothing of what is lost goes on beside the next try.
        for process in lost {
            if let pid = process.pid, pid != runner.worker.taskProcess {
                kill(pid, SIGKILL)
                ProcessEnd.await(pid)
            }
            Orphans.kill(of: process.order, process.pid, butNot: [])
        }
        for (token, output) in outputs { try read(token, output) }
        // A task that runs in the worker is stopped with it.
        if interruption == nil, runs.contains(where: { !$0.execution.isOver }) || !actions.isEmpty {
            observer?.noticed("The worker process was lost (\(end.workerReason)). Another one goes on with the run.")
            try runner.replaceWorker(lost: end) { store.closeCopy() }
            isPrepared = false
            for run in runs {
                try share(lockOf: run)
                try prepare(for: run)
            }
        }
        try carryOut(actions)
    }

    // MARK: Actions

    func carryOut(_ requests: [RunExecution.Request]) throws {
        for request in requests {
            switch request {
            case .start(let order, _) where order.work == .trigger && !runner.runsTriggers:
                continue
            case .start(let order, let instance):
                let token = table.ordered(order, for: instance)
                if table.processes[token]?.isHeld != true {
                    try runner.worker.send(.start(token: token, order: order))
                }
            case .notify(let call):
                try runner.worker.send(.notify(call.encoded()))
            case .terminate(let run, let instance):
                try carryOut(table.terminate(now: .now()) { $0.instance == instance && $0.order.run == run })
            }
        }
    }

    private func carryOut(_ actions: [ProcessTable.Action]) throws {
        for action in actions {
            switch action {
            case .signal(let token, let number): try signal(number, token)
            case .end(let process, let loss):
                if process.order.work.isCallback, let loss { tell(ofLost: process, loss) }
                guard let instance = process.instance, let run = runs.first(where: { $0.key == process.order.run })
                else { continue }
                run.waits[instance] = nil
                try tell(run) { try $0.processEnded(instance, work: process.order.work, loss: loss) }
                try ended(instance, of: run)
            case .start(let token, let order):
                try runner.worker.send(.start(token: token, order: order))
            }
        }
    }

    /// Nothing in the store shows that callbacks did not come to their end: their log says it, and the command.
    private func tell(ofLost callbacks: ProcessTable.Process, _ loss: ProcessLoss) {
        guard callbacks.terminatedAt == nil else { return }
        let how =
            callbacks.isOverdue
            ? "took longer than \(settings.dagFileProcessorTimeout) seconds ([dag_processor] dag_file_processor_timeout) "
                + "and were killed"
            : "did not come to their end: \(loss.words)"
        let text = "\(callbacks.order.callbacksInWords) \(how)."
        if let path = callbacks.order.logPath { TaskLog(path).complain(text) }
        observer?.noticed(text)
    }

    private func signal(_ number: Int32, _ token: ProcessTable.Token) throws {
        if let process = runner.worker.taskProcess, table.processes[token]?.order.work == .task {
            // The worker itself runs the task.
            kill(process, number)
        } else {
            try runner.worker.send(.signal(token: token, number: number))
        }
    }
}
