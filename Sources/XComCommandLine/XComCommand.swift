internal import ArgumentParser

/// The program `xcom`.
struct XComCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xcom",
        abstract: "Run unmodified Airflow DAG files, and read and write their XComs.",
        discussion: """
            xcom run python/examples/etl.py          runs a DAG and shows its XComs
            xcom list --dag-id etl                   shows what is stored

            XCOM_HOME (default ~/.xcom) holds the store xcom.db and the logs.
            XCOM_OFFLOAD names a folder for large values (see xcom run --help).
            Airflow's settings are read by Airflow's names: airflow.cfg in AIRFLOW_HOME,
            AIRFLOW__SECTION__KEY, AIRFLOW_VAR_NAME, AIRFLOW_CONN_ID.
            Exit codes: 0 success, 1 failure, 2 wrong usage.
            """,
        version: "xcom \(VersionCommand.version)",
        subcommands: [
            RunCommand.self, ResumeCommand.self, TestCommand.self,
            ListCommand.self, GetCommand.self, SetCommand.self, DeleteCommand.self, ClearCommand.self,
            WhyCommand.self, TopCommand.self, DiffCommand.self, CleanCommand.self, ImportCommand.self, RunsCommand.self,
            TasksCommand.self, LogsCommand.self, RenderCommand.self, DagsCommand.self, BackfillCommand.self,
            HITLCommand.self, VariablesCommand.self, ConnectionsCommand.self, PoolsCommand.self,
            DbCommand.self,
            BlobsCommand.self,
            BundleCommand.self, DoctorCommand.self, PythonCommand.self, CompletionCommand.self, VersionCommand.self,
        ])
}
