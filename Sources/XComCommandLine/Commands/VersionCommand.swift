internal import ArgumentParser
internal import FoundationEssentials
internal import XCom
internal import XComPython
internal import XComRunner
internal import XComStores

struct VersionCommand: ParsableCommand {
    /// The version of this project.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print all versions that matter.",
        discussion: "Example: xcom version --python ~/airflow-venv")

    @OptionGroup var environment: PythonOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        var rows: [[Document]] = [
            [.text("xcom"), .text(Self.version)]
        ]
        rows += StoreOpener.libraries.map { [.text($0.name), .text($0.version)] }
        let configuration = try Installation.interpreter(python: environment.python)
        let interpreter = try Interpreter.start(configuration)
        rows += try interpreter.perform(ReadVersions()).versions.map { [.text($0.name), Document($0.version)] }
        output.show(Listing(["name", "version"], rows: rows))
    }
}
