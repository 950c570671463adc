internal import ArgumentParser

struct TasksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks", abstract: "The task instances of a run: list them, and clear some, to be executed again.",
        discussion: "Example: xcom tasks --dag-id etl --run-id nightly",
        subcommands: [TasksListCommand.self, TasksClearCommand.self], defaultSubcommand: TasksListCommand.self)
}
