internal import FoundationEssentials
internal import Glibc
package import XCom
package import XComPython

/// Loads DAG files and runs their DAGs.
///
/// Make it by ``launch(_:)`` before the process starts a thread, uses Dispatch or opens a store: it forks the worker
/// that holds the interpreter.
package final class DagRunner {
    private let configuration: RunnerConfiguration
    private let setup: WorkerSetup
    /// The descriptors that the command was started with.
    private let inherited: Set<Int32>
    /// The processes that the program had started before, where it is one of Python.
    let strangers: Set<pid_t>
    private(set) var worker: any RunWorker
    /// The worker, where that is the calling process.
    let host: HostWorker?
    /// The interpreter and the store of the program that this process is.
    private let program: (interpreter: Interpreter, store: any Store)?
    /// Workers that were lost one after the other before they had loaded the DAG files.
    private var lostStarts = 0
    private var loaded: (answer: WireValue, dags: LoadedDags, settings: AirflowSettings)?
    private var answers: [Int32: WireValue?] = [:]
    private var lastToken: Int32 = 0
    private var jobs: JobLimit?

    private static let mostLostStarts = 10

    private init(_ configuration: RunnerConfiguration, setup: WorkerSetup) throws {
        self.configuration = configuration
        self.setup = setup
        inherited = Set(Descriptor.open())
        strangers = Interpreter.isRunning ? Set(Orphans.children()) : []
        host = nil
        program = nil
        worker = try WorkerHandle.launch(setup, inherited: inherited)
    }

    /// A runner for a program that has the DAGs of `configuration` in its interpreter: tasks run in this process, or in
    /// forks of one of it.
    ///
    /// - `store`: what its runs are kept in, the same as that of `configuration`.
    package init(in interpreter: Interpreter, _ configuration: RunnerConfiguration, store: any Store) throws {
        self.configuration = configuration
        var running = Interpreter.Configuration()
        running.isRunning = true
        setup = WorkerSetup(configuration, interpreter: running)
        program = (interpreter, store)
        strangers = Set(Orphans.children())
        if configuration.isolation == .inline {
            inherited = []
            let host = try HostWorker(setup, interpreter: interpreter, store: store)
            self.host = host
            worker = host
        } else {
            inherited = Set(Descriptor.open())
            host = nil
            worker = try WorkerHandle.launch(setup, inherited: inherited) { interpreter.closeStoreCopies() }
        }
    }

    /// Forks the worker, which starts the interpreter and loads the files while this process goes on.
    ///
    /// - Throws: ``RunnerError`` `environment` where there is no Python environment to run in.
    package static func launch(_ configuration: RunnerConfiguration) throws -> DagRunner {
        let interpreter = try Installation.interpreter(python: configuration.python)
        return try DagRunner(configuration, setup: WorkerSetup(configuration, interpreter: interpreter))
    }

    /// The graphs of the loaded DAGs; waits for the worker.
    package func dags() throws -> LoadedDags {
        try awaitLoading().dags
    }

    /// The same, each as the bridge describes it: all that is known of it, as JSON.
    package func describedDags() throws -> [JSONValue] {
        try JSONValue(awaitLoading().answer)["dags"]?.arrayValue ?? []
    }

    private func awaitLoading() throws -> (answer: WireValue, dags: LoadedDags, settings: AirflowSettings) {
        while true {
            if let loaded { return loaded }
            try awaitWorker("loading the DAG files")
        }
    }

    /// Airflow's; waits for the worker.
    func settings() throws -> AirflowSettings {
        try awaitLoading().settings
    }

    /// Makes a run, or takes up one that has not ended, and executes it to its end, with those that its tasks wait for.
    ///
    /// - `follows`: whether runs that tasks make without waiting for them are executed after it.
    ///
    /// - Throws: ``RunnerError``, or the store's error.
    package func run(
        _ request: RunRequest, follows: Bool = false, observer: (any RunObserver)? = nil
    ) throws -> RunResults {
        let graph = try graph(of: request.dagID)
        let store = try openStore()
        let request = try repeating(request, graph, in: store)
        return try drive(RunAgenda([request], follows: follows), request.rules, in: store, observer: observer)
    }

    /// Finds the run that is executed again, and what of it.
    private func repeating(_ request: RunRequest, _ graph: DagGraph, in store: any Store) throws -> RunRequest {
        guard let repetition = request.repetition else { return request }
        let runs = try store.dagRuns(DagRunFilter(dagID: request.dagID, runIDs: request.runID.map { [$0] }))
        guard let run = runs.last else {
            let which = request.runID.map { "no run \($0)" } ?? "no run yet"
            throw RunnerError(.refused, "DAG \(request.dagID) has \(which): there is nothing to execute again.")
        }
        guard run.state.isFinished else {
            throw RunnerError(
                .refused,
                "The run \(run.key.runID) of DAG \(request.dagID) has not ended (\(run.state.rawValue)). Take it up by "
                    + "--run-id alone.")
        }
        var request = request
        request.runID = run.key.runID
        request.cleared = try repetition.instances(of: run, in: graph, store) { taskIDs, upstream, downstream in
            try subset(of: graph, taskIDs, upstream: upstream, downstream: downstream)
        }
        return request
    }

    /// Makes the runs of a DAG's schedule in a time, and executes them in order. A backfill that was stopped goes on.
    ///
    /// - Throws: ``RunnerError``, or the store's error.
    package func backfill(
        _ request: BackfillRequest, follows: Bool = false, observer: (any RunObserver)? = nil
    ) throws -> BackfillResult {
        let opening = BackfillOpening(request: request, graph: try graph(of: request.dagID), now: .now())
        let store = try openStore()
        let answer = try ask(
            PlanSchedule(dagID: request.dagID, conf: request.conf, first: request.fromDate, last: request.toDate))
        let plans = try RunPlan.runs(answer, of: request.dagID, type: .backfill)
        guard let first = answer?.first, let last = answer?.last else {
            throw RunnerError(.workerFailed, "The dates of the backfill could not be read.")
        }
        if request.isDryRun { return try opening.rehearse(plans, from: first, to: last, in: store) }
        let (backfill, isResumed) = try opening.open(plans, from: first, to: last, in: store)
        if isResumed {
            observer?.noticed("The backfill goes on as it was made; its runs that have ended are not repeated.")
        }
        let runs = try BackfillOpening.unfinished(backfill, in: store).map {
            RunRequest(dagID: $0.dagID, runID: $0.runID)
        }
        let agenda = RunAgenda(runs, limit: backfill.maxActiveRuns, follows: follows)
        let executed = try drive(agenda, request.rules, in: store, observer: observer)
        if let id = backfill.id, try BackfillOpening.unfinished(backfill, in: store).isEmpty {
            try store.completeBackfill(id: id, at: .now())
        }
        return try BackfillResult(backfill, isResumed: isResumed, executed: executed, in: store)
    }

    /// A conf with values for params of a DAG in it: JSON where it is any and the param is not for text alone.
    ///
    /// - Throws: ``RunnerError`` `refused` where the DAG has no such param.
    package func conf(_ conf: WireValue?, with params: [ParamText], of dagID: String) throws -> WireValue? {
        guard !params.isEmpty else { return conf }
        let answer = try ask(ReadParams(dagID: dagID, conf: conf, params: params))
        if let error = answer?.error { throw RunnerError.refused(error) }
        guard let found = answer?.conf else {
            throw RunnerError(.workerFailed, "The params of DAG \(dagID) could not be read.")
        }
        return found
    }

    /// The store, with all DAGs entered.
    func openStore() throws -> any Store {
        let (_, dags, settings) = try awaitLoading()
        let store = try program?.store ?? settings.opener(of: configuration.store).open()
        // What tasks that were killed have left behind; it can wait.
        try? store.removeDroppedBlobs()
        for asset in try Registration(dags).save(in: store) {
            try worker.send(.notify(ListenerCall.created(asset).encoded()))
        }
        return store
    }

    private func drive(
        _ agenda: RunAgenda, _ rules: AirflowRules, in store: any Store, observer: (any RunObserver)?
    ) throws -> RunResults {
        let driver = try RunDriver(
            runner: self, settings: settings(), agenda: agenda, rules: rules, store: store,
            observer: observer)
        try driver.drive()
        return RunResults(runs: driver.results, left: driver.agenda.left, interruption: driver.interruption)
    }

    /// Ends the worker. The runner is of no use afterwards.
    package func shutdown() {
        worker.shutdown()
    }

    /// Handles a hidden subcommand of `--isolation spawn`, which runs the executable again: `nil` where the arguments are
    /// no such subcommand, else its exit code. To be called first in the executable, with what follows its name.
    package static func runHiddenSubcommand(_ arguments: [String]) -> Int32? {
        arguments.first == SpawnedTask.subcommand ? SpawnedTask.run() : nil
    }

    // MARK: The run

    var home: String { configuration.home }

    func knows(dagID: String) -> Bool { loaded?.dags.dag(id: dagID) != nil }

    func graph(of dagID: String) throws -> DagGraph {
        guard let graph = try awaitLoading().dags.dag(id: dagID) else {
            throw RunnerError(.dagNotFound, "No DAG \(dagID) is defined in the loaded files.")
        }
        return graph
    }

    func limits(_ settings: AirflowSettings, in store: any Store) throws -> SchedulerLimits {
        SchedulerLimits(
            jobs: jobLimit(settings).jobs, pools: try store.pools(), defaultPoolSlots: settings.defaultPoolSlots)
    }

    /// The same for all runs of the command: those that are under way have taken of the memory.
    func jobLimit(_ settings: AirflowSettings) -> JobLimit {
        if let jobs { return jobs }
        let limit = JobLimit(
            asked: configuration.jobs, parallelism: settings.parallelism, isolation: configuration.isolation,
            memory: .read())
        jobs = limit
        return limit
    }

    /// What the run will be, checked as Airflow does before there is a run.
    ///
    /// - `meanwhile`: waits for something of the worker, while orders are under way.
    func plan(
        _ opening: RunOpening, in store: any Store, meanwhile: ((Int32) throws -> Void)? = nil
    ) throws -> RunPlan {
        let request = opening.request
        let run = try opening.existing(runID: request.runID, in: store)
        if let known = run.flatMap(RunPlan.init(of:)) { return known }
        if case .scheduled(let date) = request.logicalDate, run == nil {
            let answer = try ask(PlanSchedule(dagID: request.dagID, date: date), meanwhile)
            let runs = try RunPlan.runs(answer, of: request.dagID, type: .scheduled)
            if let plan = runs.first { return plan }
        }
        return try RunPlan(answer: ask(opening.question(about: run), meanwhile), dagID: request.dagID)
    }

    /// Asks the worker; `nil` where it has no answer.
    func ask<Call: BridgeCall>(
        _ call: Call, _ meanwhile: ((Int32) throws -> Void)? = nil
    ) throws -> Call.Answer? {
        lastToken += 1
        let token = lastToken
        let question = try WorkerCommand.plan(token: token, call: Call.name, request: call.encoded())
        var asked = worker
        try asked.send(question)
        while answers[token] == nil {
            if let meanwhile { try meanwhile(1000) } else { try awaitWorker("planning the run") }
            if asked !== worker {
                // The one that was asked is lost.
                asked = worker
                try asked.send(question)
            }
        }
        let answer = answers.removeValue(forKey: token) ?? nil
        return answer.flatMap { try? Call.answer($0) }
    }

    func result(
        of execution: RunExecution, cause: RunAgenda.Cause, store: any Store, interruption: Int32?
    ) throws -> RunResult {
        try result(
            of: execution.key, execution.graph, cause: cause, store: store, interruption: interruption,
            reason: execution.reason)
    }

    func result(
        of key: DagRunKey, _ graph: DagGraph, cause: RunAgenda.Cause, store: any Store, interruption: Int32?,
        reason: String? = nil
    ) throws -> RunResult {
        guard let run = try store.dagRun(key) else {
            throw RunnerError(.workerFailed, "The run \(key.runID) of DAG \(key.dagID) was deleted while it ran.")
        }
        let order = Dictionary(
            graph.tasks.enumerated().map { ($1.taskID, $0) }, uniquingKeysWith: { first, _ in first })
        let instances = try store.taskInstances(TaskInstanceFilter(dagID: key.dagID, runIDs: [key.runID]))
            .sorted { a, b in
                (order[a.key.taskID] ?? .max, a.key.mapIndex) < (order[b.key.taskID] ?? .max, b.key.mapIndex)
            }
        return RunResult(
            run: run, isPlanned: cause == .planned, isAwaited: cause.isAwaited, taskInstances: instances,
            failures: try store.failures(dagRun: key),
            logFolder: LogLayout.folder(home: configuration.home, of: key), interruption: interruption,
            reason: reason, logHome: configuration.home)
    }

    // MARK: The worker

    /// Whether this process is somebody else's program, whose children are its own.
    var isHosted: Bool { program != nil }
    /// Whether it runs the tasks itself, with the program's streams and signals.
    var isInside: Bool { host != nil }
    /// Whether runs go on to their ends; see ``RunnerConfiguration``.
    var waits: Bool { configuration.waits }
    var runsTriggers: Bool { configuration.runsTriggers }
    /// Bundle files and folders that the command names.
    var givenBundles: [String] { configuration.bundles }
    /// Whether the worker itself runs the tasks.
    var isInline: Bool { configuration.isolation == .inline }
    /// Whether the tasks' logs are shown as they come.
    var followsLogs: Bool { configuration.logToStderr }

    /// Waits for something from the worker, while it has no order.
    private func awaitWorker(_ doing: String) throws {
        if !worker.isReady { _ = Descriptor.readable(worker.descriptors, milliseconds: -1) }
        let end = try worker.receive { event, _ in try handle(event) }
        if let end {
            throw RunnerError(.workerFailed, "The worker process ended while \(doing): \(end.workerReason).")
        }
    }

    /// Takes what is not a matter of an order.
    func handle(_ event: WorkerEvent) throws {
        switch event {
        case .loaded(let answer, let settings):
            lostStarts = 0
            // A worker that takes another's place has loaded the files again; the run goes on by the graph that it has.
            if loaded == nil {
                loaded = (answer, try LoadDags.answer(answer), settings)
            }
        case .planned(let token, let answer): answers[token] = answer
        case .failed(let reason): throw RunnerError(.workerFailed, reason)
        case .started, .exited, .reported, .secrets, .stopped: break
        }
    }

    /// Starts another worker in the place of one that was lost.
    ///
    /// - `leave`: closes in the new process what this one has open.
    func replaceWorker(lost end: ProcessEnd, leave: () -> Void) throws {
        lostStarts += 1
        guard lostStarts <= Self.mostLostStarts else {
            throw RunnerError(
                .workerFailed,
                "The worker process was lost \(lostStarts) times while loading the DAG files; the last time "
                    + "\(end.workerReason). Take the run up again by its run id when that has an end.")
        }
        worker = try WorkerHandle.launch(setup, inherited: inherited) {
            leave()
            program?.interpreter.closeStoreCopies()
        }
    }
}
