internal import ArgumentParser

struct PoolsExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write all pools to a JSON file, as airflow pools export does.",
        discussion: "Example: xcom pools export pools.json")

    @Argument(help: "The file; - for standard output.", completion: .file())
    var file: String
    @OptionGroup var managed: ManagedOptions

    func run() throws {
        let (text, count) = try managed.openForReading().exported(.pools)
        try ExportFile.write(text, count: count, of: count == 1 ? "pool" : "pools", to: file)
    }
}
