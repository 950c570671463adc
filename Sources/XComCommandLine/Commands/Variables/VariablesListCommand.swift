internal import ArgumentParser

struct VariablesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the variables of the store, by default their keys alone.",
        discussion: "Example: xcom variables list --show-values -o json")

    @OptionGroup var values: ShownValuesOptions
    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try managed.openForReading().store
        guard values.showValues else {
            return output.show(Listing(["key"], rows: try store.variableKeys(prefix: "").map { [.text($0)] }))
        }
        let rows = try store.variables().map { [Document.text($0.key), .text(values.shown($0.value))] }
        output.show(Listing(["key", "val"], rows: rows))
    }
}

/// Airflow's options for how much of a secret a listing shows.
struct ShownValuesOptions: ParsableArguments {
    @Flag(help: "Show values, too; without it there are names alone.")
    var showValues = false
    @Flag(help: "With --show-values, show *** in place of what may be secret.")
    var hideSensitive = false

    func validate() throws {
        guard showValues || !hideSensitive else { throw ValidationError("--hide-sensitive belongs to --show-values.") }
    }

    static let placeholder = "***"

    func shown(_ text: String) -> String { hideSensitive ? Self.placeholder : text }
}
