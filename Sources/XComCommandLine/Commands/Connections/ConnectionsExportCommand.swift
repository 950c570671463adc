internal import ArgumentParser
internal import FoundationEssentials
internal import XComRunner

struct ConnectionsExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write all connections to a file, as airflow connections export does.",
        discussion: """
            Example: xcom connections export connections.json

            The file has passwords in clear; a new one is for its owner alone.
            """)

    @Argument(help: "The file; - for standard output.", completion: .file())
    var file: String
    @Option(help: "Form of the file. (default: by its name, and json on standard output)")
    var fileFormat: ConnectionsForm?
    @Option(help: "How a connection is spelled in the form env. (default: uri)")
    var serializationFormat: ConnectionSpelling?
    @OptionGroup var managed: ManagedOptions

    func validate() throws {
        guard let form else {
            throw ValidationError("Name the file .json, .yaml or .env, or say what it is with --file-format.")
        }
        guard serializationFormat == nil || form == .env else {
            throw ValidationError("--serialization-format belongs to the form env.")
        }
    }

    private var form: ConnectionsForm? {
        if let fileFormat { return fileFormat }
        if file == "-" { return .json }
        return ConnectionsForm(rawValue: URL(fileURLWithPath: file).pathExtension.lowercased())
    }

    func run() throws {
        let (text, count) = try managed.openForReading().exported(
            .connections, form: form ?? .json, spelling: serializationFormat ?? .uri)
        try ExportFile.write(text, count: count, of: count == 1 ? "connection" : "connections", to: file)
    }
}
