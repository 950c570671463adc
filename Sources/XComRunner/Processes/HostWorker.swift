internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComPython
internal import XComSupervisor

/// A worker that is the calling process: a program of somebody else's, in whose interpreter the DAGs are already.
///
/// Orders are carried out by the thread that drives the run, one when it receives; with the run's own store. The process
/// keeps its streams and its signals.
final class HostWorker: RunWorker {
    private let interpreter: Interpreter
    private let setup: WorkerSetup
    private let settings: AirflowSettings
    let store: any Store
    private var events: [WorkerEvent] = []
    private var orders: [(token: Int32, order: Order)] = []
    /// Orders that are to end before they have begun.
    private var stopped: Set<Int32> = []

    let secrets = SecretMask()
    let descriptors: [Int32] = []
    let taskProcess: pid_t? = nil
    var isReady: Bool { !events.isEmpty || !orders.isEmpty }

    /// - Throws: `RunnerError` `environment` where a setting of Airflow's cannot be had; `PythonError`.
    init(_ setup: WorkerSetup, interpreter: Interpreter, store: any Store) throws {
        self.setup = setup
        self.interpreter = interpreter
        self.store = store
        settings = try ReadSettings.answered(by: interpreter, for: setup.store)
        events = [.loaded(try interpreter.perform(LoadDags.self, request: setup.loading.encoded()), settings)]
    }

    func send(_ command: WorkerCommand, with descriptors: [Int32]) throws {
        switch command {
        case .hold, .release, .prepare, .shutdown:
            break
        case .start(let token, let order):
            orders.append((token, order))
        case .plan(let token, let call, let request):
            events.append(.planned(token: token, answer: try? interpreter.perform(call, request: request)))
        case .notify(let request):
            _ = try? interpreter.perform(ListenerCall.self, request: request)
        case .signal(let token, _):
            stopped.insert(token)
        }
    }

    func receive(_ body: (WorkerEvent, consuming TaskEnds?) throws -> Void) throws -> ProcessEnd? {
        while !events.isEmpty { try body(events.removeFirst(), nil) }
        if !orders.isEmpty {
            let (token, order) = orders.removeFirst()
            try body(.started(token: token, pid: getpid()), nil)
            if stopped.remove(token) == nil {
                for report in perform(order) { try body(.reported(token: token, report), nil) }
                try body(.exited(token: token, status: 0), nil)
            } else {
                try body(.exited(token: token, status: SIGTERM), nil)
            }
        }
        if try wantsToStop() { try body(.stopped, nil) }
        return nil
    }

    func shutdown() {}

    /// Lets what a program does with XComs, without an order, speak of a task instance.
    func attach(_ taskInstance: UUID) {
        let supervisor = Supervisor(store: store, settings: settings.supervisor)
        supervisor.attach(taskInstance: taskInstance)
        interpreter.installSupervisor(supervisor)
    }

    /// Renders the template fields of a task instance, which stays as it is.
    func render(_ taskInstance: UUID) throws -> RenderTask.Answer {
        attach(taskInstance)
        let details = try Supervisor(store: store, settings: settings.supervisor).details(ofTaskInstance: taskInstance)
        return try interpreter.perform(RenderTask(startup: WireValue(utf8: details.json())))
    }

    /// Lets the program make what a task that runs alone finds in the store.
    func prepareTask(of runID: String) throws {
        _ = try interpreter.perform(PrepareTask(runID: runID))
    }

    /// Carries out an order that no run is driven by; whether the program wants to stop then.
    func carryOut(_ order: Order) throws -> Bool {
        for case .lost(let status) in perform(order) {
            guard let id = order.instance else { continue }
            let end = ProcessEnd(status: status)
            try Supervisor(store: store).processEnded(taskInstance: id, type: end.type, message: end.reason)
        }
        return try wantsToStop()
    }

    /// Whether the program wants the run to stop: by a signal, or by what its code has raised in a task.
    private func wantsToStop() throws -> Bool {
        try interpreter.runSignalHandlers(handing: "stop", of: "xcom_bridge.hosted")
        return try interpreter.perform(AskHost()).stops
    }

    /// Carries out an order at once; gives back what it reports.
    func perform(_ order: Order) -> [TaskReport] {
        let reporter = ReportList()
        let process = TaskProcess(
            interpreter: interpreter, setup: setup, settings: settings, store: store, reporter: reporter,
            hostWantsToStop: { [self] in (try? wantsToStop()) ?? true })
        process.perform(order)
        Interpreter.onSecrets { _ in }
        return reporter.reports
    }
}

/// Keeps the reports of an order for the thread that carries it out.
private final class ReportList: TaskReporter {
    private(set) var reports: [TaskReport] = []

    func report(_ report: TaskReport) {
        reports.append(report)
    }

    /// What Python writes is masked by itself, and all else is the host's.
    func report(secrets: [String]) {}
}
