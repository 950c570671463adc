internal import ArgumentParser
internal import XCom

extension ParsableCommand {
    /// Looks whether the words of a command line that stand where subcommands do are some.
    ///
    /// - Throws: ``Failure`` for one that is none, with the name that is near.
    static func checkSubcommand(_ arguments: some Collection<String>) throws {
        guard let word = arguments.first, !word.hasPrefix("-"), !configuration.subcommands.isEmpty,
            // ArgumentParser's own.
            word != "help"
        else { return }
        let named = configuration.subcommands.map { (name: $0._commandName, command: $0) }
        if let known = named.first(where: { $0.name == word }) {
            return try known.command.checkSubcommand(arguments.dropFirst())
        }
        let path = self == XComCommand.self ? "xcom" : "xcom \(_commandName)"
        let near = word.similar(in: named.map(\.name)).map { "did you mean '\($0)'?" }
        throw Failure(
            message: "unknown subcommand '\(word)'; \(near ?? "`\(path) --help` lists them")", code: Failure.usage)
    }
}
