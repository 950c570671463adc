internal import ArgumentParser
internal import Foundation
internal import XCom
internal import XComPython
internal import XComRunner
internal import XComSQLite

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
            [.text("xcom"), .text(Self.version)], [.text("sqlite"), .text(SQLiteStore.libraryVersion)],
        ]
        let configuration = try Installation.locate().interpreterConfiguration(python: environment.python)
        let interpreter = try Interpreter.start(configuration)
        let answer = try interpreter.call(module: "xcom_bridge.versions", function: "versions", json: Array("{}".utf8))
        let versions = try WireDecoder(style: .message).decode([[String?]].self, from: WireValue(utf8: answer))
        rows += versions.map { $0.map { Document($0) } }
        output.show(Listing(["name", "version"], rows: rows))
    }
}
