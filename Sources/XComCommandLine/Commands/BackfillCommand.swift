internal import ArgumentParser

struct BackfillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill",
        abstract: "Backfills, which xcom run --from --to makes: list them, and cancel one that is not to go on.",
        subcommands: [BackfillListCommand.self, BackfillCancelCommand.self])
}
