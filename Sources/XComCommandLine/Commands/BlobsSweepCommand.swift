internal import ArgumentParser
internal import XComPython
internal import XComRunner

struct BlobsSweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Delete the values that no row of an Airflow database needs any more.",
        discussion: """
            Example: xcom blobs sweep --airflow-db postgresql://airflow@db/airflow --place s3://bucket/xcoms --dry-run

            They are left by runs that were deleted, by tasks that were killed, and by values that were pushed again. Each
            Airflow has to have a place of its own. Exit code 1 where a row needs a value that is not there.
            """)

    @Option(
        help: ArgumentHelp(
            "Airflow's database, as SQLAlchemy names it. (default: AIRFLOW__DATABASE__SQL_ALCHEMY_CONN)",
            valueName: "url"))
    var airflowDb: String?
    @Option(help: ArgumentHelp("Where the values are. (default: XCOM_OFFLOAD)", valueName: "place"))
    var place: String?
    @Option(
        help: ArgumentHelp(
            "A value without a row that is younger may be one that a task is about to push.", valueName: "seconds"))
    var grace = 3600
    @Flag(help: "Name what would be deleted, and delete nothing.")
    var dryRun = false
    @Flag(help: "Also where no row needs any of the values, as if it were the wrong database.")
    var force = false
    @OptionGroup var environment: PythonOptions
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard grace >= 0 else { throw ValidationError("--grace needs a number of seconds.") }
    }

    func run() throws {
        let configuration = try Installation.locate().interpreterConfiguration(python: environment.python)
        var arguments = ["-m", "xcom_airflow.sweep", "--grace", "\(grace)"]
        for (name, value) in [("--airflow-db", airflowDb), ("--place", place)] {
            if let value { arguments += ["\(name)=\(value)"] }
        }
        for (name, isSet) in [("--dry-run", dryRun), ("--force", force), ("--json", json)] where isSet {
            arguments.append(name)
        }
        let code = try Interpreter.main(configuration, arguments: arguments)
        if code != 0 { throw ExitCode(code) }
    }
}
