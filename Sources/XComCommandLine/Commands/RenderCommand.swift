internal import ArgumentParser
internal import XCom
internal import XComRunner

struct RenderCommand: ParsableCommand {
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Render the template fields of a task, and run nothing.",
        discussion: """
            Example: xcom render python/examples/classic.py report --run manual__2026-01-01T00:00:00+00:00

            As airflow tasks render, with secrets masked. With --run the templates find the XComs of that run; without, they are
            rendered as in a new run, of which nothing stays.
            """)

    @Argument(help: "A DAG file, or a folder of them.", completion: .dagFile)
    var path: String
    @Argument(help: ArgumentHelp("Id of the task.", valueName: "task"), completion: .taskIDOfFile)
    var taskID: String
    @Option(
        help: ArgumentHelp("Id of the DAG; needed where there are several.", valueName: "id"), completion: .dagIDOfFile)
    var dagID: String?
    @Option(
        name: [.customLong("run"), .customLong("run-id")],
        help: ArgumentHelp("Id of a run in the store. (default: a new one)", valueName: "id"), completion: .runIDOfFile)
    var runID: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("Map index, of a mapped task.", valueName: "n"))
    var mapIndex: Int?
    @Option(help: ArgumentHelp("Logical date of the new run in ISO 8601, or none.", valueName: "iso"))
    var logicalDate: LogicalDateArgument = .now
    @Option(help: ArgumentHelp("Conf of the new run, a JSON object.", valueName: "json"))
    var conf: String?
    @OptionGroup var storage: StoreOptions
    @OptionGroup var environment: PythonOptions
    @OptionGroup var compat: CompatOptions
    @Option(name: .shortAndLong, help: "As text, or as a JSON object of the fields.")
    var output: Form = .text

    func validate() throws {
        guard runID == nil || (logicalDate.value == .now && conf == nil) else {
            throw ValidationError(
                "The run that --run names has its logical date and conf: leave out --logical-date and --conf.")
        }
        guard mapIndex ?? 0 >= 0 else { throw ValidationError("--map-index counts from 0.") }
    }

    func run() throws {
        let conf = try conf.map { try JSONArgument.object($0, of: "--conf") }
        let path = try DagFiles.existing(path)
        let opener = try storage.opener()
        let store = try opener.open()
        let run = try runID.map { try store.newestRun(of: self.dagID, runID: $0) }
        let rules = try compat.choose(resuming: run.map { [$0] } ?? [])
        let runner = try DagRunner.inThisProcess(
            RunnerConfiguration(
                paths: [path], store: opener, home: StoreOptions.home, python: environment.python), store: store)
        let dags = try runner.dags()
        let failed = DagFiles.complain(of: dags.importErrors)
        let dagID = try DagFiles.chosenDag(of: dags, run?.key.dagID ?? self.dagID, in: self.path, failed: failed)
        let request = RunRequest(
            dagID: dagID, runID: runID, logicalDate: logicalDate.value, conf: conf, rules: rules)
        show(try runner.render(taskID, mapIndex: mapIndex, in: request, store: store))
    }

    private func show(_ fields: [RenderedField]) {
        switch output {
        case .text:
            let rule = "# " + String(repeating: "-", count: 58) + "\n"
            for field in fields {
                Standard.write("\(rule)# property: \(field.name)\n\(rule)\(field.text)\n".readable)
            }
        case .json:
            Standard.write(Document.object(fields.map { ($0.name, .value($0.value)) }).json.readableJSON + "\n")
        }
    }
}
