internal import ArgumentParser
internal import XCom
internal import XComStoreOptions
internal import XComStores

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Copy the runs of a real Airflow 3: DAG runs, task instances and XComs.",
        discussion: """
            Example: xcom import --from sqlite:///airflow.db --dag-id etl

            Airflow's database is only read. Runs that the store has already are left out. What does not come over is shown. \
            Commands that only read take such a database as their --store, too.
            """)

    @Option(help: ArgumentHelp("Airflow's metadata database: sqlite:///PATH.", valueName: "url"))
    var from: String
    @Option(help: ArgumentHelp("Only runs of this DAG.", valueName: "id"))
    var dagID: String?
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        var opener = StoreOpener(url: from, options: try .inEnvironment())
        opener.options.readOnly = true
        let source = try opener.open()
        let report = try storage.open().importRuns(from: source, dagID: dagID)
        output.show([.copied(report), .losses(report.losses)], as: report.document)
    }
}
