internal import ArgumentParser

struct DbCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "Look after the store.", discussion: "Example: xcom db check",
        subcommands: [DbCheckCommand.self, DbStatsCommand.self])
}
