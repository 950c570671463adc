internal import ArgumentParser

struct DagsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dags", abstract: "Look at the DAGs of a file or folder.",
        discussion: "Example: xcom dags show python/examples/etl.py",
        subcommands: [DagsListCommand.self, DagsShowCommand.self])
}
