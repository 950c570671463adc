internal import ArgumentParser
internal import XComPython
internal import XComRunner

struct PythonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "python", abstract: "Be the embedded Python, with _xcom and airflow importable.",
        discussion: """
            Example: xcom python -m pytest tests

            All arguments are Python's. The environment is the active one (VIRTUAL_ENV), else the project's own.
            """)

    @Argument(parsing: .captureForPassthrough, help: "Python's arguments.")
    var arguments: [String] = []

    func run() throws {
        var configuration = try Installation.locate().interpreterConfiguration(python: nil)
        configuration.startModules = ["xcom_bridge.airflow_folders"]
        let code = try Interpreter.main(configuration, arguments: arguments)
        if code != 0 { throw ExitCode(code) }
    }
}
