internal import ArgumentParser
internal import XComRunner

struct PythonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "python", abstract: "Be Python, with _xcom and airflow importable.",
        discussion: """
            Example: xcom python -m pytest tests

            All arguments are Python's. The environment is the active one (VIRTUAL_ENV), else the project's own.
            """)

    @Argument(parsing: .captureForPassthrough, help: "Python's arguments.")
    var arguments: [String] = []

    func run() throws {
        let code = try Installation.runPython(arguments, startModules: ["xcom_bridge.airflow_folders"])
        if code != 0 { throw ExitCode(code) }
    }
}
