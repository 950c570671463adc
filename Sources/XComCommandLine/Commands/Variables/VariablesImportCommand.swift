internal import ArgumentParser
internal import XCom

/// What is done with a record whose name is there already.
enum ActionOnExisting: String, CaseIterable, ExpressibleByArgument {
    case overwrite, fail, skip
}

struct VariablesImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Store the variables of a file: what airflow variables export writes, or .yaml or .env.",
        discussion: "Example: xcom variables import variables.json --action-on-existing-key skip")

    @Argument(help: "A .json, .yaml, .yml or .env file.", completion: .file())
    var file: String
    @Option(name: [.customShort("a"), .long], help: "What to do with a key that is there already.")
    var actionOnExistingKey: ActionOnExisting = .overwrite
    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let file = try ExportFile.existing(file)
        let managed = try managed.open()
        let variables = try managed.read(.variables, from: file).variables
        var changes = Changes("key")
        try managed.store.transaction {
            let known = Set(try managed.store.variableKeys(prefix: ""))
            let existing = variables.map(\.key).filter(known.contains)
            if actionOnExistingKey == .fail, !existing.isEmpty {
                let names = existing.joined(separator: ", ")
                throw Failure(message: "nothing was imported: there are variables \(names) already")
            }
            for variable in variables {
                guard known.contains(variable.key) else {
                    changes.add(variable.key, .created)
                    try managed.store.save(variable)
                    continue
                }
                changes.add(variable.key, actionOnExistingKey == .skip ? .skipped : .changed)
                if actionOnExistingKey != .skip { try managed.store.save(variable) }
            }
        }
        output.show(changes.listing)
    }
}
