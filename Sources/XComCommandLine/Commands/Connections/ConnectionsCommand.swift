internal import ArgumentParser

struct ConnectionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connections",
        abstract: "Airflow's Connections in the store: list, read, write, delete, and exchange files with Airflow.",
        subcommands: [
            ConnectionsListCommand.self, ConnectionsGetCommand.self, ConnectionsSetCommand.self,
            ConnectionsAddCommand.self, ConnectionsDeleteCommand.self, ConnectionsImportCommand.self,
            ConnectionsExportCommand.self,
        ])
}
