internal import ArgumentParser

struct VariablesGetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print the value that a task would get: of the environment, a secrets backend or the store.",
        discussion: "Example: xcom variables get unit --default kg")

    @Argument(help: "Key of the variable.", completion: .variable)
    var key: String
    @Flag(
        name: [.customShort("j"), .customLong("json"), .customLong("deserialize-json")],
        help: "Read the value as JSON, and print it as Python does.")
    var deserializesJSON = false
    @Option(
        name: [.customShort("d"), .customLong("default")],
        help: ArgumentHelp("What to print where there is no such variable.", valueName: "value"))
    var defaultValue: String?
    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let value = try managed.openForReading().variable(
            key: key, default: defaultValue, deserializes: deserializesJSON)
        switch output.output {
        case .table, .plain: Standard.write(value + "\n")
        case .json, .yaml: output.show(Listing(["key", "val"], rows: [[.text(key), .text(value)]]))
        }
    }
}
