internal import ArgumentParser
internal import FoundationEssentials

struct CompletionInstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Write the script of a shell to where that shell looks for it.",
        discussion: """
            Example: xcom completion install

            bash: ~/.local/share/bash-completion/completions/xcom, read by the package bash-completion.
            zsh: ~/.zfunc/_xcom; ~/.zshrc needs fpath+=~/.zfunc before compinit.
            fish: ~/.config/fish/completions/xcom.fish.
            XDG_DATA_HOME and XDG_CONFIG_HOME stand for ~/.local/share and ~/.config where they are set.
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "The shell. (default: the one that SHELL names)")
    var shell: Shell?

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let named = environment["SHELL"]?.split(separator: "/").last.map(String.init)
        guard let shell = shell ?? named.flatMap(Shell.init) else {
            throw Failure(
                message:
                    "there is no completion for the shell \(named ?? "that SHELL does not name"); name bash, zsh or fish",
                code: Failure.usage)
        }
        guard let home = environment["HOME"], !home.isEmpty else {
            throw Failure(message: "HOME is not set; `xcom completion \(shell.rawValue)` prints the script")
        }
        func base(_ variable: String, _ folder: String) -> String {
            environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "\(home)/\(folder)"
        }
        let (folder, name, kind): (String, String, CompletionShell) =
            switch shell {
            case .bash: (base("XDG_DATA_HOME", ".local/share") + "/bash-completion/completions", "xcom", .bash)
            case .zsh: ("\(home)/.zfunc", "_xcom", .zsh)
            case .fish: (base("XDG_CONFIG_HOME", ".config") + "/fish/completions", "xcom.fish", .fish)
            }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure(message: "the folder \(folder) cannot be made: \(error)")
        }
        let path = "\(folder)/\(name)"
        try Standard.write(CompletionScript(shell: kind).text, toFile: path)
        Standard.write("Wrote \(path); a new shell has it.\n".readable)
        if shell == .zsh { Standard.write("~/.zshrc needs fpath+=~/.zfunc before compinit.\n") }
    }
}
