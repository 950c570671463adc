internal import ArgumentParser
internal import XCom

struct RunsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List DAG runs.",
        discussion: "Example: xcom runs list --dag-id etl --state failed")

    @Option(help: ArgumentHelp("Id of the DAG.", valueName: "id"), completion: .dagID)
    var dagID: String?
    @Option(help: "queued, running, success or failed; several times for several.")
    var state: [DagRunState] = []
    @OptionGroup var limits: LimitOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let filter = DagRunFilter(dagID: dagID, states: state.isEmpty ? nil : state)
        output.show(.runs(limits.newest(try storage.openForReading().dagRuns(filter))))
    }
}
