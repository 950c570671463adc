internal import ArgumentParser

struct DagsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the DAGs of a file or folder.",
        discussion: "Example: xcom dags list python/examples")

    @Argument(help: "A DAG file, or a folder of them.", completion: .dagFile)
    var path: String
    @OptionGroup var limits: LimitOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var environment: PythonOptions
    @OptionGroup var compat: CompatOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        _ = try compat.choose()
        let files = try DagFiles.load(path, python: environment.python, store: storage.openerForLoading())
        let rows = files.loaded.dags.map { dag in
            [
                Document.text(dag.dagID), .text(dag.relativeFileloc ?? dag.fileloc), Document(dag.timetableSummary),
                .number(dag.tasks.count), Document(dag.owners), .text(dag.tags.joined(separator: ", ")),
            ]
        }
        output.show(Listing(["dag_id", "file", "schedule", "tasks", "owners", "tags"], rows: limits.first(rows)))
        files.loaded.warnings(pools: try storage.pools()).forEach(Failure.complain)
        if DagFiles.complain(of: files.loaded.importErrors) { throw ExitCode(Failure.failed) }
    }
}
