internal import ArgumentParser
internal import XCom

struct BackfillListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List backfills, with how many of their runs are in which state.",
        discussion: "Example: xcom backfill list --dag-id etl")

    @Option(help: ArgumentHelp("Id of the DAG.", valueName: "id"), completion: .dagID)
    var dagID: String?
    @OptionGroup var limits: LimitOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try storage.openForReading()
        let rows = try limits.newest(store.backfills(dagID: dagID)).map { backfill -> [Document] in
            let states = try store.dates(of: backfill).map(\.run?.state)
            func count(_ state: DagRunState) -> Document { .number(states.count { $0 == state }) }
            return [
                .number(Int(backfill.id ?? 0)), .text(backfill.dagID), Document(backfill.fromDate),
                Document(backfill.toDate), .text(backfill.reprocessBehavior.rawValue), count(.queued), count(.running),
                count(.success), count(.failed), .number(states.count { $0 == nil }), Document(backfill.createdAt),
                Document(backfill.completedAt),
            ]
        }
        output.show(
            Listing(
                [
                    "id", "dag_id", "from_date", "to_date", "reprocess_behavior", "queued", "running", "success",
                    "failed", "left_out", "created_at", "completed_at",
                ], rows: rows))
    }
}
