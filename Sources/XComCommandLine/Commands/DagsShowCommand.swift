internal import ArgumentParser
internal import XCom

struct DagsShowCommand: ParsableCommand {
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text, mermaid, json, yaml, table, plain
    }

    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the graph of each DAG: as text, as a Mermaid diagram, as data.",
        discussion: "Example: xcom dags show python/examples/etl.py -o mermaid")

    @Argument(help: "A DAG file, or a folder of them.", completion: .dagFile)
    var path: String
    @Option(help: ArgumentHelp("Only the DAG of this id.", valueName: "id"), completion: .dagIDOfFile)
    var dagID: String?
    @OptionGroup var storage: StoreOptions
    @OptionGroup var environment: PythonOptions
    @OptionGroup var compat: CompatOptions
    @Option(
        name: [.customLong("run"), .customLong("run-id")],
        help: ArgumentHelp("Show the states that the tasks have in a run in the store.", valueName: "id"),
        completion: .runIDOfFile)
    var runID: String?
    @OptionGroup var colors: ColorOptions
    @Option(name: .shortAndLong, help: "Form of the output; table and plain list the tasks.")
    var output: Form = .text

    func run() throws {
        let run = try runID.map { try storage.openForReading().newestRun(of: dagID, runID: $0) }
        _ = try compat.choose(resuming: run.map { [$0] } ?? [])
        let files = try DagFiles.load(path, python: environment.python, store: storage.openerForLoading())
        let failed = DagFiles.complain(of: files.loaded.importErrors)
        let states = try run.map { try GraphStates(of: $0, in: storage.openForReading()) }
        let dags = try failed && files.loaded.dags.isEmpty ? [] : files.chosen(run?.key.dagID ?? dagID)
        let style = colors.style()
        switch output {
        case .text: Standard.write(dags.map { $0.graph.text(states, style) }.joined(separator: "\n"))
        case .mermaid: Standard.write(dags.map { $0.graph.mermaid(states) }.joined(separator: "\n"))
        case .table: Standard.write(dags.map { $0.graph.listing(states).table(style) }.joined(separator: "\n"))
        case .plain: Standard.write(dags.map { $0.graph.listing(states).plain() }.joined(separator: "\n"))
        case .json, .yaml:
            // YAML includes JSON.
            Standard.write(JSONValue.array(dags.map { states?.added(to: $0.json) ?? $0.json }).text.readableJSON + "\n")
        }
        if failed { throw ExitCode(Failure.failed) }
    }
}
