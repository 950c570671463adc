internal import ArgumentParser
internal import XComRunner

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say, line by line, what Airflow 3.2.1 makes of DAG files.",
        discussion: """
            Example: xcom doctor dags --diff

            The files are read, never run. All arguments are those of the doctor: xcom doctor --help.
            Exit codes: 0 where nothing would break, 1 where something would, 2 for wrong usage.
            """)

    @Argument(parsing: .captureForPassthrough, help: "The doctor's arguments.")
    var arguments: [String] = []

    func run() throws {
        let code = try Installation.runPython(["-m", "xcom_doctor"] + arguments)
        if code != 0 { throw ExitCode(code) }
    }
}
