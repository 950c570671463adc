internal import ArgumentParser

struct DbStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count what is in the store, by DAG.",
        discussion: "Example: xcom db stats -o json")

    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let rows = try storage.openForReading().statistics().map { dag in
            [
                Document.text(dag.dagID), .number(dag.runs), .number(dag.taskInstances), .number(dag.xcoms),
                .number(dag.bytes), .number(dag.largest),
            ]
        }
        output.show(Listing(["dag_id", "runs", "task_instances", "xcoms", "bytes", "largest"], rows: rows))
    }
}
