internal import ArgumentParser

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "DAG runs: list them, and delete some with all that belongs to them.",
        discussion: "Example: xcom runs --dag-id etl --state failed",
        subcommands: [RunsListCommand.self, RunsDeleteCommand.self], defaultSubcommand: RunsListCommand.self)
}
