internal import ArgumentParser
internal import FoundationEssentials
internal import XCom
internal import XComStores

struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Take up a run that did not end, and execute it to its end.",
        discussion: """
            Example: xcom resume nightly

            It may have been stopped by a signal, be lost with its process or its machine, have cleared tasks, or wait for
            somebody to execute it. A task that was lost has lost a try, as in Airflow: it is tried again where it has
            retries left, and has failed otherwise (xcom run --failed executes it again then).
            """)

    @Argument(
        help: ArgumentHelp(
            "Id of the run. (default: the newest that did not end; of a backfill the next)", valueName: "run-id"),
        completion: .unfinishedRunID)
    var runID: String?
    @Option(help: ArgumentHelp("Id of the DAG. (default: that of the run)", valueName: "id"), completion: .dagID)
    var dagID: String?
    @Option(
        help: ArgumentHelp(
            "A DAG file, or a folder of them, to load. (default: the file that the DAG was in)", valueName: "path"),
        completion: .dagFile)
    var file: String?
    @OptionGroup var storage: StoreOptions
    @OptionGroup var offload: OffloadOptions
    @OptionGroup var environment: PythonOptions
    @OptionGroup var compat: CompatOptions
    @OptionGroup var bundles: BundleOptions
    @OptionGroup var execution: ExecutionOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var values: ValueOptions

    func run() throws {
        let (run, path) = try unfinished()
        Failure.complain(
            "the run \(run.key.runID) of DAG \(run.key.dagID) was left \(run.state.rawValue); \(path) goes on with it")
        var command = try RunCommand.parse([path, "--dag-id", run.key.dagID, "--run-id", run.key.runID])
        command.storage = storage
        command.offload = offload
        command.environment = environment
        command.compat = compat
        command.bundles = bundles
        command.execution = execution
        command.output = output
        command.values = values
        try command.run()
    }

    /// The run, and where its DAG is. The store is closed again: a worker is forked next.
    private func unfinished() throws -> (run: DagRun, path: String) {
        let store = try storage.open()
        let run = try runID.map { try store.newestRun(of: dagID, runID: $0) } ?? newest(in: store)
        guard !run.state.isFinished else {
            throw Failure(
                message: "the run \(run.key.runID) of DAG \(run.key.dagID) has ended already (\(run.state.rawValue)); "
                    + "xcom run FILE --run-id \(run.key.runID) with --again or --failed executes it again")
        }
        if let file { return (run, file) }
        guard let path = try store.dag(id: run.key.dagID)?.fileloc, FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                message: "the file that DAG \(run.key.dagID) was in is not there any more; name it by --file",
                code: Failure.usage)
        }
        return (run, path)
    }

    /// The newest run that did not end and that nobody executes; one that has begun comes before one that waits, and those
    /// of a backfill have its order.
    private func newest(in store: any Store) throws -> DagRun {
        // Where there are none, that says why.
        _ = try store.newestRun(of: dagID, runID: nil)
        let runs = try store.dagRuns(DagRunFilter(dagID: dagID, states: [.running, .queued]))
        let candidates = runs.filter { $0.state == .queued } + runs.filter { $0.state == .running }
        for candidate in candidates.reversed() {
            // What a killed command leaves behind takes a moment to end, too.
            for run in try inTurn(candidate, in: store) where try store.lock(run: run.key, patience: 30) != nil {
                return run
            }
        }
        guard candidates.isEmpty else {
            throw Failure(message: "all runs that did not end are being executed by other processes")
        }
        let which = dagID.map { "all runs of DAG \($0)" } ?? "all runs"
        throw Failure(message: "\(which) have ended; xcom run FILE --again executes the newest again")
    }

    /// The run, or where it waits in a backfill, all that wait there.
    private func inTurn(_ run: DagRun, in store: any Store) throws -> [DagRun] {
        guard run.state == .queued, run.runType == .backfill else { return [run] }
        let backfills = try store.backfills(dagID: run.key.dagID).map { try store.dates(of: $0).compactMap(\.run) }
        let runs = backfills.last { $0.contains { $0.key == run.key } } ?? [run]
        return runs.filter { $0.state == .queued }
    }
}
