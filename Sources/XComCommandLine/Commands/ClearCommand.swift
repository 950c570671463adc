internal import ArgumentParser
internal import XCom
internal import XComRunner

struct ClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Delete all XComs that the filters let through, and say how many.",
        discussion: "Example: xcom clear --dag-id etl --run-id nightly")

    @OptionGroup var filters: FilterOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var purging: PurgeOptions

    func validate() throws {
        guard filters.dagID != nil else { throw ValidationError("Name a DAG with --dag-id.") }
    }

    func run() throws {
        let store = try confirmation.store(of: storage)
        if confirmation.dryRun { return tell(try summaries(in: store).count, "Would delete") }
        try confirmation.confirm(Self.words(try summaries(in: store).count))
        guard let backend = try purging.backend(of: store) else {
            return try tell(store.transaction { try clear(try summaries(in: store), in: store) })
        }
        // What is purged is gone: each row goes with it, and not all at the end.
        var failures: [XComBackend.Failure] = []
        var purged: [XComSummary] = []
        for entry in try summaries(in: store) {
            if let failure = try backend.delete(entry.address) {
                failures.append(failure)
            } else {
                purged.append(entry)
            }
        }
        let kept = Set(failures.map(\.address.taskInstance))
        let count = try store.transaction {
            try clear(purged.filter { !kept.contains($0.address.taskInstance) }, in: store)
            return purged.count
        }
        tell(count)
        guard failures.isEmpty else {
            failures.complain(backend)
            throw ExitCode(Failure.failed)
        }
    }

    /// Without the values: one that cannot be read any more can be cleared.
    private func summaries(in store: any Store) throws -> [XComSummary] {
        try store.summaries(filters.filter, order: .address, limit: nil)
    }

    @discardableResult
    private func clear(_ entries: [XComSummary], in store: any Store) throws -> Int {
        for entry in entries { try store.delete(entry.address) }
        if filters.key == nil {
            for instance in Set(entries.map(\.address.taskInstance)) { try store.clear(instance) }
        }
        return entries.count
    }

    private func tell(_ count: Int, _ what: String = "Deleted") {
        Standard.write("\(what) \(Self.words(count)).\n")
    }

    private static func words(_ count: Int) -> String {
        "\(count) XCom\(count == 1 ? "" : "s")"
    }
}
