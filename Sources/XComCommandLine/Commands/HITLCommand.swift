internal import ArgumentParser

struct HITLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hitl", abstract: "Questions that tasks ask a person (human in the loop): list them, answer them.",
        subcommands: [HITLListCommand.self, HITLAnswerCommand.self])
}
