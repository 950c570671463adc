internal import ArgumentParser
internal import XCom

struct DagsShowCommand: ParsableCommand {
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text, mermaid, json, yaml, table, plain
    }

    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the graph of each DAG: as text, as a Mermaid diagram, as data.",
        discussion: "Example: xcom dags show python/examples/etl.py -o mermaid")

    @Argument(help: "A DAG file, or a folder of them.")
    var path: String
    @Option(help: ArgumentHelp("Only the DAG of this id.", valueName: "id"))
    var dagID: String?
    @OptionGroup var storage: StoreOptions
    @OptionGroup var environment: PythonOptions
    @OptionGroup var compat: CompatOptions
    @Option(name: .shortAndLong, help: "Form of the output; table and plain list the tasks.")
    var output: Form = .text

    func run() throws {
        _ = try compat.choose()
        let files = try DagFiles.load(path, python: environment.python, store: storage.openerForLoading())
        let failed = DagFiles.complain(of: files.loaded.importErrors)
        let dags = try failed && files.loaded.dags.isEmpty ? [] : files.chosen(dagID)
        switch output {
        case .text: Standard.write(dags.map(\.graph.text).joined(separator: "\n"))
        case .mermaid: Standard.write(dags.map(\.graph.mermaid).joined(separator: "\n"))
        case .table: Standard.write(dags.map { $0.graph.listing.table() }.joined(separator: "\n"))
        case .plain: Standard.write(dags.map { $0.graph.listing.plain() }.joined(separator: "\n"))
        case .json, .yaml:
            // YAML includes JSON.
            Standard.write(JSONValue.array(dags.map(\.json)).text.readableJSON + "\n")
        }
        if failed { throw ExitCode(Failure.failed) }
    }
}
