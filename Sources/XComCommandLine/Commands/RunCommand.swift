internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComRunner
internal import XComStores

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a DAG, and print its task states and XComs.",
        discussion: """
            Example: xcom run python/examples/etl.py --conf '{"day": "2026-01-01"}' -o json

            With the id of a run that did not come to its end, that run is taken up again, as xcom resume does.
            So is one that a TriggerDagRunOperator has queued. What a task waits for (TriggerDagRunOperator with
            wait_for_completion, ExternalTaskSensor) is executed beside it, where its DAG is among the loaded files; what is
            triggered without waiting is executed after it with --follow.

            A run is one by hand, with the data interval that the DAG's timetable says for its logical date.
            xcom run FILE --scheduled 2026-01-01 makes the one that Airflow's scheduler makes: id, type, dates.
            xcom run FILE --failed executes again what has failed in the DAG's newest run; --again all of it.
            xcom run FILE --from 2026-01-01 --to 2026-01-31 makes all of a time, as airflow backfill create does.
            """)

    @Argument(help: "A DAG file, or a folder of them.", completion: .dagFile)
    var path: String
    @Option(
        help: ArgumentHelp("Id of the DAG; needed where there are several.", valueName: "id"), completion: .dagIDOfFile)
    var dagID: String?
    @Option(
        help: ArgumentHelp("Id of the run. (default: manual__ and the moment)", valueName: "id"),
        completion: .runIDOfFile)
    var runID: String?
    @Option(
        help: ArgumentHelp(
            "Logical date in ISO 8601, or none for a run without one. Without an offset it is in core.default_timezone.",
            valueName: "iso"))
    var logicalDate: LogicalDateArgument = .now
    @Option(
        help: ArgumentHelp(
            "Where the run's data interval begins; with --data-interval-end. (default: as the DAG's timetable says)",
            valueName: "iso"))
    var dataIntervalStart: DateArgument?
    @Option(help: ArgumentHelp("Where the run's data interval ends.", valueName: "iso"))
    var dataIntervalEnd: DateArgument?
    @Option(
        help: ArgumentHelp(
            "Make the run that the DAG's schedule has at this logical date, as Airflow's scheduler makes it.",
            valueName: "iso"))
    var scheduled: DateArgument?
    @OptionGroup(title: "Backfill") var backfill: BackfillOptions
    @OptionGroup(title: "Again") var repetition: RepetitionOptions
    @OptionGroup(title: "Given to the run") var given: GivenOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var offload: OffloadOptions
    @OptionGroup var environment: PythonOptions
    @OptionGroup var compat: CompatOptions
    @OptionGroup var bundles: BundleOptions
    @OptionGroup var execution: ExecutionOptions
    @OptionGroup(title: "Debug") var debugging: DebugOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var values: ValueOptions

    func validate() throws {
        guard debugging.task == nil || execution.isolation != .spawn else {
            throw ValidationError("--debug runs tasks under --isolation inline: leave out --isolation spawn.")
        }
        guard (dataIntervalStart == nil) == (dataIntervalEnd == nil) else {
            throw ValidationError("--data-interval-start and --data-interval-end are given both or not at all.")
        }
        if dataIntervalStart != nil, logicalDate.value == .none {
            throw ValidationError("A run without a logical date has no data interval.")
        }
        if scheduled != nil {
            guard runID == nil, logicalDate.value == .now, dataIntervalStart == nil, !given.hasConf else {
                throw ValidationError(
                    "--scheduled has the schedule say what the run is: leave out --run-id, --logical-date, --data-interval-start, "
                        + "--data-interval-end, --conf and --param.")
            }
        }
        if backfill.from != nil {
            guard runID == nil, logicalDate.value == .now, dataIntervalStart == nil, scheduled == nil else {
                throw ValidationError(
                    "--from and --to have the schedule say what the runs are: leave out --run-id, --logical-date, --scheduled, "
                        + "--data-interval-start and --data-interval-end.")
            }
        }
        try checkRepetition()
        guard runID != "" else { throw ValidationError("--run-id is empty; leave it out for Airflow's own id.") }
    }

    private func checkRepetition() throws {
        guard repetition.repetition != nil else { return }
        guard backfill.from == nil, scheduled == nil, dataIntervalStart == nil || replacesRun else {
            throw ValidationError(
                "--again, --failed and --task are about a run that there is: leave out --from, --scheduled and the data "
                    + "interval.")
        }
        guard !given.hasConf || replacesRun else {
            throw ValidationError("A run that is executed again keeps its conf: leave out --conf and --param.")
        }
        guard logicalDate.value == .now || (repetition.again && runID == nil) else {
            throw ValidationError("The run that is executed again is named by --run-id: leave out --logical-date.")
        }
    }

    /// Whether a new run takes the place of the one that has the same logical date, as with `airflow dags test`.
    private var replacesRun: Bool {
        repetition.again && logicalDate.value != .now
    }

    func run() throws {
        let path = try DagFiles.existing(path)
        let givenConf = try given.confObject()
        try offload.check()
        let opener = try storage.opener(offload: offload.offload)
        // Before the worker is forked, and closed again.
        let rules = try compat.choose(resuming: existingRuns(opener))
        try debugging.check()
        var configuration = RunnerConfiguration(
            paths: [path], store: opener, home: StoreOptions.home, python: environment.python,
            isolation: debugging.task == nil ? execution.isolation : .inline, jobs: execution.jobs,
            logToStderr: execution.logToStderr)
        configuration.debuggedTask = debugging.task
        configuration.variables = given.environment
        configuration.bundles = try bundles.existing()
        let runner = try DagRunner.launch(configuration)
        defer { runner.shutdown() }
        let dags = try runner.dags()
        let failed = DagFiles.complain(of: dags.importErrors)
        let dagID = try DagFiles.chosenDag(of: dags, dagID, in: self.path, failed: failed)
        try dags.warnings(of: dagID, pools: opener.open().pools()).forEach(Failure.complain)
        try bundles.check(dags.dag(id: dagID))
        try debugging.begin(dags.dag(id: dagID))
        defer { debugging.end() }
        let conf = try runner.conf(givenConf, with: given.paramTexts, of: dagID)
        let prompt = debugging.task == nil ? HITLPrompt(opener) : nil
        let progress = RunProgressView(
            style: output.colors.style(of: STDERR_FILENO), isFollowed: execution.logToStderr || debugging.task != nil,
            prompt: prompt)
        let observer: any RunObserver = execution.quiet ? QuietRunView(prompt: prompt) : progress
        // Also where the run cannot go on: the error wants a line of its own.
        defer { progress.end() }
        if let request = backfill.request(dagID: dagID, conf: conf, rules: rules) {
            let result = try runner.backfill(request, follows: execution.follow, observer: observer)
            progress.end()
            BackfillReport(result: result, path: self.path, follows: execution.follow, failures: try failures(opener))
                .show(output)
            return try end(
                result.executed, failed: result.dates.contains { $0.run.map { $0.state != .success } ?? false })
        }
        var request = RunRequest(
            dagID: dagID, runID: runID, logicalDate: scheduled.map { .scheduled($0.text) } ?? logicalDate.value,
            dataInterval: dataInterval, conf: conf, rules: rules)
        request.replacesRun = replacesRun
        request.repetition = replacesRun ? nil : repetition.repetition
        let results = try runner.run(request, follows: execution.follow, observer: observer)
        progress.end()
        let failures = try failures(opener)
        try RunReport(results, path: self.path, follows: execution.follow, store: failures.store, failures: failures)?
            .show(output, values.style)
        try end(results)
    }

    private func failures(_ opener: StoreOpener) throws -> FailureText {
        FailureText(style: output.colors.style(of: STDERR_FILENO), store: try opener.open(), storeURL: storage.store)
    }

    /// Ends the command with its exit code.
    private func end(_ results: RunResults, failed: Bool = false) throws {
        // As a shell tells of a program that a signal ended.
        if let signal = results.interruption { throw ExitCode(128 + signal) }
        // A run that a task waits for may fail: that is the task's matter.
        if failed || results.runs.contains(where: { !$0.isAwaited && $0.run.state != .success }) {
            throw ExitCode(Failure.failed)
        }
    }

    /// The runs that may be taken up.
    private func existingRuns(_ opener: StoreOpener) throws -> [DagRun] {
        guard let runID, try opener.exists() else { return [] }
        return try opener.open().dagRuns(DagRunFilter(dagID: dagID, runIDs: [runID]))
    }

    private var dataInterval: RunRequest.DataInterval? {
        guard let dataIntervalStart, let dataIntervalEnd else { return nil }
        return RunRequest.DataInterval(start: dataIntervalStart.text, end: dataIntervalEnd.text)
    }
}

/// `--logical-date`.
struct LogicalDateArgument: ExpressibleByArgument {
    var value: RunRequest.LogicalDate

    static let now = LogicalDateArgument(value: .now)

    init(value: RunRequest.LogicalDate) {
        self.value = value
    }

    init?(argument: String) {
        switch argument.lowercased() {
        case "none": value = .none
        case "now": value = .now
        default:
            guard Timestamp(argument) != nil else { return nil }
            value = .at(argument)
        }
    }

    var defaultValueDescription: String { "now" }
}
