internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComPython
internal import XComSupervisor

/// What happens inside a task process: one order is carried out on a store connection of its own.
final class TaskProcess {
    let interpreter: Interpreter
    private let setup: WorkerSetup
    private let airflow: AirflowSettings
    let reporter: any TaskReporter
    private let streams: TaskStreams?
    private let commandsError: Int32
    private var openedStore: (any Store)?
    /// Of a program that is somebody else's: whether it wants what it runs to stop.
    private let hostWantsToStop: (() -> Bool)?

    /// A process that the worker has forked, or is.
    convenience init(
        interpreter: Interpreter, setup: WorkerSetup, settings: AirflowSettings, ends: consuming TaskEnds
    ) {
        let streams = TaskStreams(output: ends.output, error: ends.error)
        self.init(
            interpreter: interpreter, setup: setup, settings: settings, reporter: LinkReporter(ends.link),
            streams: streams, commandsError: streams.commandsError)
    }

    /// - `store`: that of the process; `nil` where it opens one for itself.
    /// - `streams`: what standard output and error become when an order is carried out; `nil` where they are that.
    /// - `commandsError`: the command's own standard error.
    /// - `hostWantsToStop`: of a program that is somebody else's.
    init(
        interpreter: Interpreter, setup: WorkerSetup, settings: AirflowSettings, store: (any Store)? = nil,
        reporter: any TaskReporter, streams: TaskStreams? = nil, commandsError: Int32 = STDERR_FILENO,
        hostWantsToStop: (() -> Bool)? = nil
    ) {
        self.interpreter = interpreter
        self.setup = setup
        airflow = settings
        openedStore = store
        self.reporter = reporter
        self.streams = streams
        self.commandsError = commandsError
        self.hostWantsToStop = hostWantsToStop
    }

    /// Whether the process is somebody else's program, with signals of its own.
    var isHosted: Bool { hostWantsToStop != nil }
    func isToEnd() -> Bool { hostWantsToStop?() ?? false }
    var socketCleanupTimeout: Double { airflow.socketCleanupTimeout }

    /// Where logs go that a person follows; `nil` where nobody does.
    var followed: Int32? { setup.logToStderr ? commandsError : nil }

    /// Does what a process that waits for work can do before it comes.
    func warmUp() {
        _ = try? store()
        _ = try? interpreter.perform(WarmUp())
    }

    /// Waits for an order; `nil` where none comes.
    func nextOrder() -> Order? {
        (reporter as? LinkReporter)?.order()
    }

    /// Carries out an order, and tells the main process that it is done.
    func perform(_ order: Order) {
        streams?.begin()
        let problem = carryOut(order)
        Interpreter.flush()
        reporter.report(.done(problem))
    }

    /// Gives back what the process had before the order, where it goes on after it.
    func end() {
        streams?.end()
    }

    /// What kept the process from doing its work; `nil` where it did it.
    private func carryOut(_ order: Order) -> TaskProblem? {
        Interpreter.onSecrets { [reporter] secrets in reporter.report(secrets: secrets) }
        do {
            switch order.work {
            case .task: return try runTask(order)
            case .trigger: try runTrigger(order)
            case .callback: try runCallback(order)
            case .taskCallback: try runTaskCallbacks(order)
            }
            return nil
        } catch {
            let problem = Self.problem(error)
            if order.work == .task, let id = order.instance, let store = try? store() {
                let supervisor = Supervisor(store: store, settings: airflow.supervisor)
                _ = try? supervisor.processEnded(taskInstance: id, type: problem.type, message: problem.message)
            }
            return problem
        }
    }

    func store() throws -> any Store {
        if let openedStore { return openedStore }
        let store = try airflow.opener(of: setup.store).open()
        openedStore = store
        return store
    }

    /// - Returns: what the task runner failed of itself, so that Airflow's would have ended without a word of the task.
    private func runTask(_ order: Order) throws -> TaskProblem? {
        guard let id = order.instance else { throw RunnerError(.workerFailed, "an order names no task instance") }
        if let launch = order.bundle { return try runBundle(order, id, launch) }
        let store = try store()
        let supervisor = supervisor(on: store)
        let startup = try supervisor.start(taskInstance: id, pid: Int(getpid()), hostname: Self.hostname)
        interpreter.installSupervisor(supervisor)
        let result = try interpreter.perform(
            RunTask(
                startup: WireValue(utf8: startup.json()), logPath: order.logPath, followed: followed,
                debugs: setup.debuggedTask != nil && setup.debuggedTask == order.taskID ? true : nil))
        if supervisor.hasSkippedTasks { reporter.report(.skippedTasks) }
        if let error = result.error {
            // A try that ended without terminal message is ended here; the failure is recorded in the same step.
            if try store.taskInstance(id: id)?.state == .running {
                try supervisor.processEnded(taskInstance: id, type: error.type, message: error.message)
                // In a program's own process there is nobody whom that concerns.
                return isHosted ? nil : TaskProblem(type: error.type, message: error.message)
            } else if result.state != "success" {
                try supervisor.recordFailure(taskInstance: id, type: error.type, message: error.message)
            }
        }
        return nil
    }

    /// A supervisor that tells the main process what the task has to do with other runs, once.
    func supervisor(on store: any Store) -> Supervisor {
        let supervisor = Supervisor(store: store, settings: airflow.supervisor)
        var told: Set<RunConcern> = []
        // The interpreter keeps the supervisor; the link ends with this process of the order.
        supervisor.onRunConcern = { [weak reporter] concern in
            // A run that is made may be queued anew.
            if case .triggered = concern { told = [] }
            if told.insert(concern).inserted { reporter?.report(.concern(concern)) }
        }
        return supervisor
    }

    static func problem(_ error: any Error) -> TaskProblem {
        if let error = error as? PythonError {
            return .init(type: error.type, message: String(error.message.prefix(1000)))
        }
        return .init(type: "\(type(of: error))", message: String("\(error)".prefix(1000)))
    }

    static let hostname: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()
}
