internal import Foundation
internal import Glibc
internal import XCom
internal import XComSQLite

/// Loads DAG files and runs their DAGs.
///
/// Make it by ``launch(_:)`` before the process starts a thread, uses Dispatch or opens a store: it forks the worker
/// that holds the interpreter.
public final class DagRunner {
    private let configuration: RunnerConfiguration
    private let settings: AirflowSettings
    private let worker: WorkerHandle
    private var loaded: LoadedDags?
    private var processes: [Int32: TaskProcessHandle] = [:]
    private var lastToken: Int32 = 0
    private var answers: [Int32: [UInt8]] = [:]

    /// A process that was ordered from the worker.
    private struct TaskProcessHandle {
        var execution: RunExecution
        var instance: InstanceIndex?
        var work: Order.Work
        /// Whether the process has said that it is done; then its end says nothing more.
        var isDone = false
        /// Since when it has been asked to end.
        var terminatedAt: Timestamp?
        var wasKilled = false
    }

    private init(_ configuration: RunnerConfiguration, settings: AirflowSettings, worker: WorkerHandle) {
        self.configuration = configuration
        self.settings = settings
        self.worker = worker
    }

    /// Forks the worker, which starts the interpreter and loads the files while this process goes on.
    ///
    /// - Throws: ``RunnerError`` `environment` where there is no Python environment to run in.
    public static func launch(_ configuration: RunnerConfiguration) throws -> DagRunner {
        let settings = AirflowSettings.current()
        let interpreter = try Installation.locate().interpreterConfiguration(python: configuration.python)
        let setup = WorkerSetup(configuration, interpreter: interpreter, settings: settings)
        return DagRunner(configuration, settings: settings, worker: try WorkerHandle.launch(setup))
    }

    /// The graphs of the loaded DAGs; waits for the worker.
    public func dags() throws -> LoadedDags {
        while loaded == nil { try step(milliseconds: -1) }
        return loaded ?? LoadedDags(dags: [], importErrors: [])
    }

    /// Makes a run, or takes up one that has not ended, and executes it to its end.
    ///
    /// - Throws: ``RunnerError``, or the store's error.
    public func run(_ request: RunRequest, observer: (any RunObserver)? = nil) throws -> RunResult {
        let dags = try dags()
        guard let graph = dags.dag(id: request.dagID) else {
            throw RunnerError(.dagNotFound, "No DAG \(request.dagID) is defined in the loaded files.")
        }
        let store = try SQLiteStore(url: configuration.storeURL, options: .inEnvironment())
        // What tasks that were killed have left behind; it can wait.
        try? store.removeDroppedBlobs()
        try Registration(dags).save(in: store)
        let opening = RunOpening(request, now: .now())
        if try opening.existing(in: store) == nil { try validate(request, runID: opening.key.runID) }
        // Without the lock another process may execute the run, end it or clean it away.
        let lock = try RunLock(folder: LogLayout.folder(home: configuration.home, of: opening.key), run: opening.key)
        defer { lock.release() }
        let opened = try opening.open(in: store)
        observer?.runStarted(opened.run, isResumed: opened.isResumed)

        var limits = SchedulerLimits(jobs: max(1, min(configuration.jobs, settings.parallelism)))
        limits.pools = ["default_pool": settings.defaultPoolSlots]
        let execution = try RunExecution(
            run: opened.run, graph: graph, limits: limits, store: store, home: configuration.home, observer: observer)
        let wasInterrupted = try execute(execution, observer: observer)
        return try result(of: execution, store: store, wasInterrupted: wasInterrupted)
    }

    /// Ends the worker. The runner is of no use afterwards.
    public func shutdown() {
        worker.shutdown()
    }

    /// Handles a hidden subcommand of `--isolation spawn`, which runs the executable again: `nil` where the arguments are
    /// no such subcommand, else its exit code. To be called first in the executable, with what follows its name.
    public static func runHiddenSubcommand(_ arguments: [String]) -> Int32? {
        arguments.first == SpawnedTask.subcommand ? SpawnedTask.run() : nil
    }

    // MARK: The run

    /// Checks the run's id, and `conf` against the DAG's params, as Airflow does before there is a run.
    private func validate(_ request: RunRequest, runID: String) throws {
        struct Answer: Decodable {
            var error: Refusal?

            struct Refusal: Decodable {
                var type: String
                var message: String
            }
        }
        let content = try TaskProcess.request([
            ("dag_id", TaskProcess.json(request.dagID)), ("run_id", TaskProcess.json(runID)),
            ("conf", request.conf?.utf8 ?? Array("{}".utf8)),
        ])
        lastToken += 1
        let token = lastToken
        try worker.send(Frame(kind: .validate, token: token, content: content))
        while answers[token] == nil { try step(milliseconds: -1) }
        let bytes = answers.removeValue(forKey: token) ?? []
        guard let answer = try? WireDecoder(style: .message).decode(Answer.self, from: WireValue(utf8: bytes)) else {
            throw RunnerError(.workerFailed, "The conf of DAG \(request.dagID) could not be checked.")
        }
        if let error = answer.error {
            let type = error.type.split(separator: ".").last.map(String.init) ?? error.type
            throw RunnerError(.invalidConf, "\(type): \(error.message)")
        }
    }

    /// Executes to the end; whether a person stopped it.
    private func execute(_ execution: RunExecution, observer: (any RunObserver)?) throws -> Bool {
        let signals = try SignalPipe([SIGINT, SIGTERM])
        defer { signals.close() }
        var wasInterrupted = false
        do {
            try prepare(execution)
            try fulfil(execution.begin(), of: execution)
            while execution.end == nil || processes.values.contains(where: { $0.execution === execution && !$0.isDone })
            {
                observer?.progressed(execution.progress)
                try step(milliseconds: patience(with: execution), others: [signals.readEnd])
                if let wake = execution.nextWake, wake <= .now() {
                    try fulfil(execution.timePassed(), of: execution)
                }
                if !signals.take().isEmpty, !wasInterrupted {
                    wasInterrupted = true
                    try fulfil(execution.interrupt(), of: execution)
                    try terminate { $0.work != .callback }
                }
                try killStubborn()
            }
            observer?.progressed(execution.progress)
        } catch {
            // The run cannot go on: it must not stay as if somebody executed it.
            _ = try? execution.interrupt()
            throw error
        }
        return wasInterrupted
    }

    /// Lets the worker get ready for task processes, where there will be more than one.
    private func prepare(_ execution: RunExecution) throws {
        guard execution.graph.tasks.count > 1 else { return }
        try worker.send(Frame(kind: .prepare))
    }

    private func result(of execution: RunExecution, store: any Store, wasInterrupted: Bool) throws -> RunResult {
        let key = execution.key
        guard let run = try store.dagRun(key) else {
            throw RunnerError(.workerFailed, "The run \(key.runID) of DAG \(key.dagID) was deleted while it ran.")
        }
        let order = Dictionary(
            execution.graph.tasks.enumerated().map { ($1.taskID, $0) }, uniquingKeysWith: { first, _ in first })
        let instances = try store.taskInstances(TaskInstanceFilter(dagID: key.dagID, runIDs: [key.runID]))
            .sorted { a, b in
                (order[a.key.taskID] ?? .max, a.key.mapIndex) < (order[b.key.taskID] ?? .max, b.key.mapIndex)
            }
        var reason: String?
        if wasInterrupted {
            reason = "The run was stopped."
        } else if execution.end?.reason == .allTasksDeadlocked {
            reason = "Deadlock: no task can run any more, though not all have ended (depends_on_past?)."
        }
        return RunResult(
            run: run, taskInstances: instances, failures: try store.failures(dagRun: key),
            logFolder: LogLayout.folder(home: configuration.home, of: key), wasInterrupted: wasInterrupted,
            reason: reason, logHome: configuration.home)
    }

    // MARK: Processes

    private func fulfil(_ requests: [RunExecution.Request], of execution: RunExecution) throws {
        for request in requests {
            switch request {
            case .start(let order, let instance):
                lastToken += 1
                processes[lastToken] = TaskProcessHandle(execution: execution, instance: instance, work: order.work)
                try worker.send(Frame(kind: .start, token: lastToken, content: try order.encoded()))
            case .terminate(let instance):
                try terminate { $0.execution === execution && $0.instance == instance }
            }
        }
    }

    private func terminate(_ matches: (TaskProcessHandle) -> Bool) throws {
        for (token, process) in processes where process.terminatedAt == nil && !process.isDone && matches(process) {
            processes[token]?.terminatedAt = .now()
            try signal(SIGTERM, process, token)
        }
    }

    /// SIGKILL for processes that do not end on SIGTERM.
    private func killStubborn() throws {
        let cleanup = Double(settings.killedTaskCleanupTime)
        for (token, process) in processes where !process.wasKilled && !process.isDone {
            guard let since = process.terminatedAt, Timestamp.now().seconds(since: since) >= cleanup else { continue }
            processes[token]?.wasKilled = true
            try signal(SIGKILL, process, token)
        }
    }

    private func signal(_ number: Int32, _ process: TaskProcessHandle, _ token: Int32) throws {
        if configuration.isolation == .inline, process.work == .task {
            // The worker itself runs the task.
            kill(worker.pid, number)
            return
        }
        try worker.send(Frame(kind: .signal, token: token, content: [UInt8(number)]))
    }

    /// How long to wait for something to happen.
    private func patience(with execution: RunExecution) -> Int32 {
        var seconds = 1.0
        if let wake = execution.nextWake { seconds = min(seconds, max(0, wake.seconds(since: .now()))) }
        if processes.values.contains(where: { $0.terminatedAt != nil }) { seconds = min(seconds, 0.1) }
        return Int32((seconds * 1000).rounded(.up))
    }

    private func step(milliseconds: Int32, others: [Int32] = []) throws {
        for event in try worker.wait(milliseconds: milliseconds, others: others) {
            switch event {
            case .frame(let frame): try handle(frame)
            case .ended(let end):
                let what = loaded == nil ? "loading the DAG files" : "running"
                throw RunnerError(.workerFailed, "The worker process ended while \(what): \(end.workerReason).")
            }
        }
    }

    private func handle(_ frame: Frame) throws {
        switch frame.kind {
        case .loaded:
            loaded = try WireDecoder(style: .message).decode(LoadedDags.self, from: WireValue(utf8: frame.content))
        case .answer:
            answers[frame.token] = frame.content
        case .failed:
            throw RunnerError(.workerFailed, String(decoding: frame.content, as: UTF8.self))
        case .done:
            guard let process = processes[frame.token] else { return }
            processes[frame.token]?.isDone = true
            try finish(process, loss: DoneRecord.decoded(frame.content).problem)
        case .exited:
            guard let process = processes.removeValue(forKey: frame.token), !process.isDone else { return }
            let status = frame.content.reduce(Int32(0)) { $0 << 8 | Int32($1) }
            let end = ProcessEnd(status: status)
            try finish(process, loss: DoneRecord.Problem(type: end.type, message: end.reason))
        default:
            break
        }
    }

    private func finish(_ process: TaskProcessHandle, loss: DoneRecord.Problem?) throws {
        guard let instance = process.instance else { return }
        let requests = try process.execution.processEnded(instance, work: process.work, loss: loss)
        try fulfil(requests, of: process.execution)
    }
}
