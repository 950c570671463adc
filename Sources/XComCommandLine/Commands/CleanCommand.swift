internal import ArgumentParser
internal import XCom

struct CleanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean", abstract: "Delete old runs with their task instances and XComs, and give the space back.",
        discussion: """
            Example: xcom clean --older-than 30d --keep-runs 10 --dry-run

            A run goes when it has ended and both options let it go; so does one whose process is gone, by the time when
            it started. Tasks go on pushing and pulling meanwhile. Logs stay.
            """)

    @Option(help: ArgumentHelp("Runs that ended so long ago: 30d, 12h, 90m, 2w.", valueName: "age"))
    var olderThan: AgeArgument?
    @Option(
        help: ArgumentHelp("All but so many runs of each DAG, those with the latest logical dates.", valueName: "n"))
    var keepRuns: Int?
    @Option(help: ArgumentHelp("Only runs of this DAG.", valueName: "id"), completion: .dagID)
    var dagID: String?
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var purging: PurgeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard olderThan != nil || keepRuns != nil else {
            throw ValidationError("Say which runs may go, with --older-than, --keep-runs or both.")
        }
        if let keepRuns, keepRuns < 0 { throw ValidationError("--keep-runs needs 0 or a number above it.") }
    }

    func run() throws {
        let store = try confirmation.store(of: storage)
        let policy = RetentionPolicy(
            dagID: dagID, endedBefore: olderThan.map { Timestamp.now().advanced(bySeconds: -$0.seconds) },
            keptRuns: keepRuns)
        let runs = try store.runs(beyond: policy)
        guard !confirmation.dryRun else {
            let deletion = RunDeletion(store: store, home: StoreOptions.home, backend: nil)
            return output.show(
                .extents(try runs.filter { try $0.hasEnded || deletion.lockOfAbandoned($0.key) != nil }))
        }
        try confirmation.confirm("\(runs.count) run\(runs.count == 1 ? "" : "s") with task instances and XComs")
        var deletion = RunDeletion(store: store, home: StoreOptions.home, backend: try purging.backend(of: store))
        let deleted = try runs.filter { try deletion.delete($0) }
        output.show(.extents(deleted))
        try deletion.finish(deleted.count)
    }
}
