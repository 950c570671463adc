internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComRunner
internal import XComStores

struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run one task, with the XComs that it is given, and leave nothing behind.",
        discussion: """
            Example: xcom test python/examples/etl.py load --xcom 'transform={"total": 6}'

            As airflow tasks test, in a run of its own: whatever the task depends on, once, with its trigger where it defers.
            What the tasks before it would have pushed is given by --xcom. Variables and connections are those of the store,
            which stays as it is. The log goes to standard error, the result to standard output.
            """)

    @Argument(help: "A DAG file, or a folder of them.", completion: .dagFile)
    var path: String
    @Argument(help: ArgumentHelp("Id of the task.", valueName: "task"), completion: .taskIDOfFile)
    var taskID: String
    @Option(
        name: .customLong("xcom"),
        help: ArgumentHelp(
            "What a task before it has pushed, as JSON: TASK=JSON for its return value, TASK.KEY=JSON for another key. Of a "
                + "mapped task a list: a value for each instance. Stored as xcom set does.",
            valueName: "task=json"))
    var xcoms: [GivenOptions.Assignment] = []
    @Option(help: ArgumentHelp("Id of the DAG; needed where there are several.", valueName: "id"))
    var dagID: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("Map index, of a mapped task.", valueName: "n"))
    var mapIndex: Int?
    @Option(help: ArgumentHelp("Logical date in ISO 8601, or none.", valueName: "iso"))
    var logicalDate: LogicalDateArgument = .now
    @Option(
        help: ArgumentHelp(
            "Environment variables while the file is loaded and the task runs: a JSON object of texts. AIRFLOW_TEST_MODE is True "
                + "then, too.", valueName: "json"))
    var envVars: String?
    @OptionGroup(title: "Given to the task") var given: GivenOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var environment: PythonOptions
    @OptionGroup var bundles: BundleOptions
    @OptionGroup var compat: CompatOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var values: ValueOptions

    func validate() throws {
        guard mapIndex ?? 0 >= 0 else { throw ValidationError("--map-index counts from 0.") }
        _ = try variables()
    }

    /// What `--env-vars` says, with what `airflow tasks test` adds to it.
    private func variables() throws -> [String: String] {
        guard let envVars else { return [:] }
        try JSONArgument.checkObject(envVars, of: "--env-vars")
        var found = ["AIRFLOW_TEST_MODE": "True"]
        for (name, value) in try JSONValue(parsing: Array(envVars.utf8)).objectValue ?? [:] {
            guard case .string(let text) = value, !name.isEmpty, !name.contains("="), !name.contains("\0"),
                !text.contains("\0")
            else {
                throw ValidationError("--env-vars: \(name.readable) is no variable of the environment, or no text.")
            }
            found[name] = text
        }
        return found
    }

    func run() throws {
        let path = try DagFiles.existing(path)
        let givenConf = try given.confObject()
        let rules = try compat.choose()
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let opener = StoreOpener(url: "sqlite:///\(folder.path)/xcom.db")
        // Before the worker is forked, and closed again.
        try copyManaged(to: opener)
        var configuration = RunnerConfiguration(
            paths: [path], store: opener, home: folder.path, python: environment.python)
        configuration.variables = try variables().merging(given.environment) { _, given in given }
        configuration.bundles = try bundles.existing()
        let runner = try DagRunner.launch(configuration)
        defer { runner.shutdown() }
        let dags = try runner.dags()
        let failed = DagFiles.complain(of: dags.importErrors)
        let dagID = try DagFiles.chosenDag(of: dags, dagID, in: self.path, failed: failed)
        try bundles.check(dags.dag(id: dagID))
        let seeds = try xcoms.map { try seed($0, dags.dag(id: dagID)?.tasks.map(\.taskID) ?? []) }
        do {
            try runner.check(taskID, mapIndex: mapIndex, given: seeds, of: dagID)
        } catch let error as RunnerError where error.code == .refused {
            throw Failure(message: error.message, code: Failure.usage)
        }
        let conf = try runner.conf(givenConf, with: given.paramTexts, of: dagID)
        let request = RunRequest(
            dagID: dagID, runID: "__airflow_temporary_run_\(Timestamp.now().iso8601)__",
            logicalDate: logicalDate.value, conf: conf, rules: rules)
        let log = LogFollower(output.colors.style(of: STDERR_FILENO))
        let result = try runner.test(
            taskID, mapIndex: mapIndex, given: seeds, in: request, meanwhile: log.follow)
        log.end()
        try show(result, opener.open())
    }

    /// Variables and connections of the store, for a task that leaves it alone.
    private func copyManaged(to opener: StoreOpener) throws {
        let copy = try opener.open()
        try storage.requireThere()
        // Not even the folder of a store is made.
        guard storage.store != nil || FileManager.default.fileExists(atPath: StoreOptions.home) else { return }
        let own = try storage.opener()
        guard try own.exists() else { return }
        let store = try StoreOptions.open(own, orToReadWhere: [.airflow, .readOnly])
        for variable in try store.variables() { try copy.save(variable) }
        for connection in try store.connections() { try copy.save(connection) }
    }

    private func seed(_ given: GivenOptions.Assignment, _ known: [String]) throws -> GivenXCom {
        let bytes = try JSONArgument.wireValue(Data(given.value.utf8), of: "the value of --xcom \(given.name)")
        let value = try JSONValue(bytes)
        // Ids of tasks may have dots, too: those in groups.
        let tasks = known.filter { given.name == $0 || given.name.hasPrefix($0 + ".") }
        guard let taskID = tasks.max(by: { $0.utf8.count < $1.utf8.count }) else {
            let near = given.name.similar(in: known).map { "did you mean \($0)?" }
            throw Failure(
                message: "--xcom names no task: \(given.name); "
                    + (near ?? "there are: \(known.joined(separator: ", "))"),
                code: Failure.usage)
        }
        let key = given.name == taskID ? XComAddress.returnValueKey : String(given.name.dropFirst(taskID.count + 1))
        return GivenXCom(
            taskID: taskID, key: key, value: bytes, items: value.arrayValue?.map(\.wireValue),
            keys: value.objectValue?.map(\.key))
    }

    private func show(_ result: RunResult, _ store: any Store) throws {
        guard let instance = result.taskInstances.first else {
            throw Failure(message: "the task has left no state: it has deleted its own run")
        }
        let xcoms = try store.readings(
            XComFilter(dagID: result.run.key.dagID, runID: result.run.key.runID, taskID: taskID, mapIndex: mapIndex))
        let listings: [Listing] = [.states([instance])] + (xcoms.isEmpty ? [] : [.xcomsOfRun(xcoms)])
        output.show(
            listings,
            as: .object([
                ("dag_id", .text(instance.key.dagID)), ("run_id", .text(instance.key.runID)),
                ("tasks", .tasks([instance], failures: result.failures)),
                ("xcoms", Listing.xcomsOfRun(xcoms).document),
            ]), values: values.style)
        Failure.complain(ofUnreadable: xcoms)
        var failures = FailureText(style: output.colors.style(of: STDERR_FILENO), store: store)
        failures.isOfOneTry = true
        Standard.writeError(failures.text(of: result))
        if let signal = result.interruption { throw ExitCode(128 + signal) }
        guard [.success, .skipped, .upForReschedule].contains(instance.state) else {
            throw ExitCode(Failure.failed)
        }
    }
}

/// Shows a log on standard error as it grows.
private final class LogFollower {
    private var text: LogText
    private var reader: LogReader?

    init(_ style: Style) {
        text = LogText(style)
    }

    func follow(_ path: String) throws {
        let reader = reader ?? LogReader(path)
        self.reader = reader
        try show(reader, atEnd: false)
    }

    func end() {
        if let reader { try? show(reader, atEnd: true) }
        Standard.writeError(text.end())
    }

    private func show(_ reader: LogReader, atEnd: Bool) throws {
        var shown = ""
        _ = try reader.lines(atEnd: atEnd) { shown += text.lines(of: $0) }
        if !shown.isEmpty { Standard.writeError(shown) }
    }
}
