internal import ArgumentParser

struct VariablesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "variables",
        abstract: "Airflow's Variables in the store: list, read, write, delete them, and exchange files with Airflow.",
        subcommands: [
            VariablesListCommand.self, VariablesGetCommand.self, VariablesSetCommand.self,
            VariablesDeleteCommand.self, VariablesImportCommand.self, VariablesExportCommand.self,
        ])
}
