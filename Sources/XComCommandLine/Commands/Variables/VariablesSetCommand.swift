internal import ArgumentParser
internal import JSONCore
internal import XCom

struct VariablesSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Store a variable, in place of one of its key.",
        discussion: """
            Example: xcom variables set unit kg --description 'of all weights'

            A value that begins with a dash goes after two dashes: -- -5
            """)

    @Argument(help: "Key of the variable.", completion: .variable)
    var key: String
    @Argument(help: "Its value, a text; - reads it from standard input.")
    var value: String
    @Option(help: ArgumentHelp("What it is for.", valueName: "text"))
    var description: String?
    @Flag(
        name: [.customShort("j"), .customLong("json"), .customLong("serialize-json")],
        help: "Store the text as a JSON string.")
    var serializesJSON = false
    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !key.isEmpty else { throw ValidationError("The key of a variable is not empty.") }
    }

    func run() throws {
        var text = value == "-" ? String(decoding: try Standard.readInput(), as: UTF8.self) : value
        if serializesJSON {
            var writer = JSONWriter()
            writer.string(text)
            text = String(decoding: writer.bytes, as: UTF8.self)
        }
        let store = try managed.open().store
        var changes = Changes("key")
        try store.transaction {
            changes.add(key, try store.variableKeys(prefix: key).contains(key) ? .changed : .created)
            try store.save(VariableRecord(key: key, value: text, description: description))
        }
        output.show(changes.listing)
    }
}
