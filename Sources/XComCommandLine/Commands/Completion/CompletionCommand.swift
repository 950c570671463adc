internal import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Completion of subcommands and options in a shell.",
        subcommands: [
            CompletionInstallCommand.self, CompletionBashCommand.self, CompletionZshCommand.self,
            CompletionFishCommand.self,
        ])
}

struct CompletionBashCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bash", abstract: "Print the script for bash.",
        discussion: "Example: source <(xcom completion bash)")

    func run() { Standard.write(CompletionScript(shell: .bash).text) }
}

struct CompletionZshCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zsh", abstract: "Print the script for zsh.",
        discussion: "Example: xcom completion zsh > ~/.zfunc/_xcom")

    func run() { Standard.write(CompletionScript(shell: .zsh).text) }
}

struct CompletionFishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fish", abstract: "Print the script for fish.",
        discussion: "Example: xcom completion fish | source")

    func run() { Standard.write(CompletionScript(shell: .fish).text) }
}
