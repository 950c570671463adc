internal import ArgumentParser
internal import XCom
internal import XComRunner

struct RunsDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete runs with their task instances, XComs, offloaded values and logs.",
        discussion: """
            Example: xcom runs delete nightly --dag-id etl --dry-run

            What several runs have offloaded stays as long as one of them is there. xcom clean deletes runs by their age.
            """)

    @Argument(help: ArgumentHelp("Id of the run; several for several.", valueName: "run-id"), completion: .runID)
    var runs: [String]
    @Option(
        help: ArgumentHelp("Id of the DAG; needed where several have such a run.", valueName: "id"), completion: .dagID)
    var dagID: String?
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var purging: PurgeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try confirmation.store(of: storage)
        let keys = Set(try runs.map { try store.newestRun(of: dagID, runID: $0).key })
        let extents = try Set(keys.map(\.dagID)).sorted().flatMap { dagID in
            try store.runs(beyond: RetentionPolicy(dagID: dagID)).filter { keys.contains($0.key) }
        }
        output.show(.extents(extents))
        guard !confirmation.dryRun else { return }
        let what = extents.count == 1 ? "the run \(extents[0].key.runID)" : "\(extents.count) runs"
        try confirmation.confirm("\(what) with all that belongs to \(extents.count == 1 ? "it" : "them")")
        var deletion = RunDeletion(store: store, home: StoreOptions.home, backend: try purging.backend(of: store))
        deletion.areNamed = true
        var isComplete = true
        var deleted = 0
        for run in extents {
            if try deletion.delete(run) {
                deleted += 1
            } else if deletion.failures.allSatisfy({ $0.address.taskInstance.dagRun != run.key }) {
                isComplete = false
                Failure.complain("run \(run.key.runID) of DAG \(run.key.dagID) is being executed, and stays")
            }
        }
        try deletion.finish(deleted)
        if !isComplete { throw ExitCode(Failure.failed) }
    }
}
