internal import ArgumentParser

struct VariablesExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write all variables to a JSON file, as airflow variables export does.",
        discussion: "Example: xcom variables export variables.json")

    @Argument(help: "The file; - for standard output.", completion: .file())
    var file: String
    @OptionGroup var managed: ManagedOptions

    func run() throws {
        let (text, count) = try managed.openForReading().exported(.variables)
        try ExportFile.write(text, count: count, of: count == 1 ? "variable" : "variables", to: file)
    }
}
