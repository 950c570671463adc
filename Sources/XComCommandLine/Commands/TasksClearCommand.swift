internal import ArgumentParser
internal import XCom
internal import XComRunner

struct TasksClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Clear task instances, as airflow tasks clear does: they run again when their run is taken up.",
        discussion: """
            Example: xcom tasks clear etl.py --run-id nightly --task-regex load --downstream

            A run with cleared tasks waits: xcom run FILE --run-id ID executes it, and so does xcom resume. XComs of a task
            go when it is executed again. xcom run FILE --task ID clears and executes at once.
            """)

    @Argument(help: "A DAG file, or a folder of them.", completion: .dagFile)
    var path: String
    @Option(
        help: ArgumentHelp("Id of the DAG; needed where there are several.", valueName: "id"), completion: .dagIDOfFile)
    var dagID: String?
    @Option(
        help: ArgumentHelp("Only this run; several times for several. (default: all runs)", valueName: "id"),
        completion: .runIDOfFile)
    var runID: [String] = []
    @Option(name: [.short, .long], help: ArgumentHelp("Only runs from this logical date on.", valueName: "iso"))
    var startDate: DateArgument?
    @Option(name: [.short, .long], help: ArgumentHelp("Only runs up to this logical date.", valueName: "iso"))
    var endDate: DateArgument?
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Only tasks with this text in their ids. Airflow, too, compares it as text in spite of the name.",
            valueName: "text"))
    var taskRegex: String?
    @Option(
        name: .customLong("task"), help: ArgumentHelp("Only this task; several times for several.", valueName: "id"),
        completion: .taskIDOfFile)
    var tasks: [String] = []
    @Option(
        parsing: .unconditional, help: ArgumentHelp("With --task, one instance of a mapped task.", valueName: "n"))
    var mapIndex: Int?
    @Flag(name: [.short, .long], help: "All that comes before these tasks, too.")
    var upstream = false
    @Flag(name: [.short, .long], help: "All that follows on these tasks, too.")
    var downstream = false
    @Flag(name: [.customShort("f"), .long], help: "Only what has failed, or has not run because of that.")
    var onlyFailed = false
    @Flag(
        name: [.customShort("r"), .long],
        help: "Only what was running when its run was stopped; it does not cost a try then.")
    var onlyRunning = false
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var environment: PythonOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard tasks.isEmpty || taskRegex == nil else { throw ValidationError("Give one of --task and --task-regex.") }
        guard !tasks.isEmpty || taskRegex != nil || !(upstream || downstream) else {
            throw ValidationError("--upstream and --downstream belong to --task or --task-regex.")
        }
        guard !tasks.isEmpty || mapIndex == nil else { throw ValidationError("--map-index belongs to --task.") }
        guard taskRegex != "" else { throw ValidationError("--task-regex is empty; leave it out for all tasks.") }
    }

    func run() throws {
        let path = try DagFiles.existing(path)
        let runner = try DagRunner.launch(
            RunnerConfiguration(
                paths: [path], store: try storage.opener(), home: StoreOptions.home, python: environment.python))
        defer { runner.shutdown() }
        let loaded = try runner.dags()
        let failed = DagFiles.complain(of: loaded.importErrors)
        var request = ClearRequest(dagID: try DagFiles.chosenDag(of: loaded, dagID, in: self.path, failed: failed))
        request.runIDs = runID.isEmpty ? nil : runID
        request.startDate = startDate?.text
        request.endDate = endDate?.text
        if let taskRegex { request.tasks = .containing(taskRegex) }
        if !tasks.isEmpty { request.tasks = .named(Set(tasks), mapIndex: mapIndex) }
        request.upstream = upstream
        request.downstream = downstream
        var states: [TaskInstanceState] = onlyFailed ? [.failed, .upstreamFailed] : []
        if onlyRunning { states.append(.running) }
        request.states = states.isEmpty ? nil : states
        let cleared = try runner.clear(request) { instances in
            output.show(.instances(instances))
            guard !confirmation.dryRun, !instances.isEmpty else { return false }
            try confirmation.confirm(Self.count(instances), verb: "Clear", done: "cleared")
            return true
        }
        if let cleared { Failure.complain("cleared \(Self.count(cleared))") }
    }

    private static func count(_ instances: [TaskInstance]) -> String {
        let runs = Set(instances.map(\.key.dagRun)).count
        let what = instances.count == 1 ? "1 task instance" : "\(instances.count) task instances"
        return "\(what) of \(runs == 1 ? "1 run" : "\(runs) runs")"
    }
}
