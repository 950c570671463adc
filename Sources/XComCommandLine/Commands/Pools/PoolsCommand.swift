internal import ArgumentParser

struct PoolsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pools",
        abstract: "Airflow's pools in the store, which limit how many tasks run at once.",
        subcommands: [
            PoolsListCommand.self, PoolsGetCommand.self, PoolsSetCommand.self, PoolsDeleteCommand.self,
            PoolsImportCommand.self, PoolsExportCommand.self,
        ])
}
