internal import ArgumentParser

struct VariablesDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a variable; one that is not there is no error, as in Airflow.",
        discussion: "Example: xcom variables delete unit --yes")

    @Argument(help: "Key of the variable.", completion: .variable)
    var key: String
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try confirmation.store(of: storage)
        var changes = Changes("key")
        if try store.variableKeys(prefix: key).contains(key) { changes.add(key, .deleted) }
        if !confirmation.dryRun, !changes.rows.isEmpty {
            try confirmation.confirm("variable \(key)")
            try store.deleteVariable(key: key)
        }
        output.show(changes.listing)
    }
}
