internal import ArgumentParser
internal import FoundationEssentials
internal import XCom
internal import XComRunner

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
    @Option(help: ArgumentHelp("Only runs of this DAG.", valueName: "id"))
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
        let store = try confirmation.dryRun ? storage.openForReading() : storage.open()
        let policy = RetentionPolicy(
            dagID: dagID, endedBefore: olderThan.map { Timestamp.now().advanced(bySeconds: -$0.seconds) },
            keptRuns: keepRuns)
        var runs = try store.runs(beyond: policy)
        if !confirmation.dryRun {
            try confirmation.confirm("\(runs.count) run\(runs.count == 1 ? "" : "s") with task instances and XComs")
            let backend = try purging.backend(of: store)
            var failures: [XComBackend.Failure] = []
            runs = try runs.filter { run in
                try delete(run, from: store) {
                    // A run that keeps one of its XComs stays.
                    let kept = try backend.map { try purge(run.key, store, $0) } ?? []
                    failures += kept
                    return kept.isEmpty
                }
            }
            try store.removeUnknownBlobs()
            let freed = try store.giveBackSpace()
            output.show(.extents(runs))
            let empty = try store.emptySpace()
            Failure.complain(
                "deleted \(runs.count) run\(runs.count == 1 ? "" : "s"); the store's file is \(ByteSize(freed)) shorter"
                    + (empty > 0 ? ", and has \(ByteSize(empty)) free for new values" : ""))
            if let backend, !failures.isEmpty {
                failures.complain(backend)
                throw ExitCode(Failure.failed)
            }
        } else {
            output.show(.extents(try runs.filter { try $0.hasEnded || lockOfAbandoned($0.key, store) != nil }))
        }
    }

    /// Lets the backend purge all XComs of a run; what it cannot purge is given back.
    private func purge(_ run: DagRunKey, _ store: any Store, _ backend: XComBackend) throws -> [XComBackend.Failure] {
        try store.summaries(XComFilter(dagID: run.dagID, runID: run.runID), order: .address, limit: nil)
            .compactMap { try backend.delete($0.address) }
    }

    private func delete(_ run: DagRunExtent, from store: any Store, after purge: () throws -> Bool) throws -> Bool {
        guard !run.hasEnded else { return try purge() && store.deleteInBatches(run.key) == .deleted }
        guard let lock = try lockOfAbandoned(run.key, store) else { return false }
        defer { withExtendedLifetime(lock) {} }
        // It may have ended since, or be gone.
        guard let found = try store.dagRun(run.key) else { return false }
        if found.endDate == nil {
            _ = try store.updateDagRun(run.key) {
                $0.state = .failed
                $0.endDate = .now()
            }
        }
        return try purge() && store.deleteInBatches(run.key) == .deleted
    }

    /// The lock of a run that was executed with this home and is not any more; `nil` where a process executes it, or none
    /// ever has: then somebody else may know more of it.
    private func lockOfAbandoned(_ run: DagRunKey, _ store: any Store) throws -> (any RunLock)? {
        guard FileManager.default.fileExists(atPath: LogLayout.folder(home: StoreOptions.home, of: run)) else {
            return nil
        }
        return try store.lock(run: run)
    }
}
