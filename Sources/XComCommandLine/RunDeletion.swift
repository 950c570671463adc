internal import ArgumentParser
internal import FoundationEssentials
internal import XCom
internal import XComRunner

/// Deletes runs with what belongs to them, each while nobody executes it.
struct RunDeletion {
    let store: any Store
    let home: String
    /// Deletes what it keeps of the runs' XComs, too.
    let backend: XComBackend?
    /// Whether a person has named the runs: then their logs go, too, and so do such that nobody has executed yet.
    var areNamed = false
    /// What the backend could not purge.
    private(set) var failures: [XComBackend.Failure] = []

    init(store: any Store, home: String, backend: XComBackend?) {
        self.store = store
        self.home = home
        self.backend = backend
    }

    /// - Returns: Whether it is gone: not where a process executes it, or one of its XComs could not be purged.
    mutating func delete(_ run: DagRunExtent) throws -> Bool {
        guard !run.hasEnded else { return try deleteEnded(run.key) }
        guard let lock = try lockOfAbandoned(run.key) else { return false }
        defer { withExtendedLifetime(lock) {} }
        // It may have ended since, or be gone.
        guard let found = try store.dagRun(run.key) else { return false }
        if !found.state.isFinished {
            _ = try store.updateDagRun(run.key) {
                $0.state = .failed
                $0.endDate = .now()
            }
        }
        return try deleteEnded(run.key)
    }

    private mutating func deleteEnded(_ run: DagRunKey) throws -> Bool {
        guard try purge(run) else { return false }
        if areNamed { try removeLogs(of: run) }
        return try store.deleteInBatches(run) == .deleted
    }

    /// The lock of a run that has not ended, and that no process executes; `nil` for another one.
    ///
    /// One that was never executed with this home stays where nobody names it: somebody else may know more of it.
    func lockOfAbandoned(_ run: DagRunKey) throws -> (any RunLock)? {
        let folder = LogLayout.folder(home: home, of: run)
        guard areNamed || FileManager.default.fileExists(atPath: folder) else { return nil }
        return try store.lock(run: run)
    }

    /// Gives the space of deleted runs back, and says how much.
    ///
    /// - Throws: `ExitCode` where a run has stayed because of an XCom that could not be purged.
    func finish(_ count: Int) throws {
        try store.removeUnknownBlobs()
        let freed = try store.giveBackSpace()
        let empty = try store.emptySpace()
        Failure.complain(
            "deleted \(count) run\(count == 1 ? "" : "s"); the store's file is \(ByteSize(freed)) shorter"
                + (empty > 0 ? ", and has \(ByteSize(empty)) free for new values" : ""))
        if let backend, !failures.isEmpty {
            failures.complain(backend)
            throw ExitCode(Failure.failed)
        }
    }

    /// Lets the backend purge all XComs of a run; a run that keeps one of them stays.
    private mutating func purge(_ run: DagRunKey) throws -> Bool {
        guard let backend else { return true }
        let kept = try store.summaries(XComFilter(dagID: run.dagID, runID: run.runID), order: .address, limit: nil)
            .compactMap { try backend.delete($0.address) }
        failures += kept
        return kept.isEmpty
    }

    private func removeLogs(of run: DagRunKey) throws {
        let files = FileManager.default
        let folder = LogLayout.folder(home: home, of: run)
        guard files.fileExists(atPath: folder) else { return }
        do {
            try files.removeItem(atPath: folder)
        } catch {
            throw Failure(message: "the logs in \(folder) cannot be deleted, and so the run stays: \(error)")
        }
    }
}
