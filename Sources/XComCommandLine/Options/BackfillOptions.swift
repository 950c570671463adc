internal import ArgumentParser
internal import XCom
internal import XComRunner

/// `xcom run --from DATE --to DATE`.
struct BackfillOptions: ParsableArguments {
    @Option(
        name: [.customLong("from"), .customLong("from-date")],
        help: ArgumentHelp(
            "Make the runs of the DAG's schedule from this logical date on, as Airflow's backfill does; with --to. The same "
                + "again takes up a backfill that was stopped.", valueName: "iso"))
    var from: DateArgument?
    @Option(
        name: [.customLong("to"), .customLong("to-date")],
        help: ArgumentHelp("The last logical date of a backfill.", valueName: "iso"))
    var to: DateArgument?
    @Option(help: ArgumentHelp("How many runs of a backfill are under way at once. (default: 10)", valueName: "n"))
    var maxActiveRuns: Int?
    @Option(
        help: ArgumentHelp(
            "Which runs that there are for a date a backfill starts anew: none, failed ones, or completed ones. (default: none)",
            valueName: "none|failed|completed"))
    var reprocessBehavior: Backfill.ReprocessBehavior?
    @Flag(help: "Begin a backfill with its last date.")
    var runBackwards = false
    @Flag(help: "Show the runs that a backfill would execute, and make none.")
    var dryRun = false

    func validate() throws {
        guard (from == nil) == (to == nil) else {
            throw ValidationError("--from and --to are given both or not at all.")
        }
        guard from != nil || (maxActiveRuns == nil && reprocessBehavior == nil && !runBackwards && !dryRun)
        else {
            throw ValidationError(
                "--max-active-runs, --reprocess-behavior, --run-backwards and --dry-run belong to --from and --to.")
        }
        guard maxActiveRuns ?? 1 > 0 else { throw ValidationError("--max-active-runs needs a number above 0.") }
    }

    /// `nil` where no backfill is asked for.
    func request(dagID: String, conf: WireValue?, rules: AirflowRules) -> BackfillRequest? {
        guard let from, let to else { return nil }
        var request = BackfillRequest(dagID: dagID, fromDate: from.text, toDate: to.text)
        request.conf = conf
        request.rules = rules
        request.reprocessBehavior = reprocessBehavior
        request.maxActiveRuns = maxActiveRuns ?? request.maxActiveRuns
        request.runsBackwards = runBackwards
        request.isDryRun = dryRun
        return request
    }
}
