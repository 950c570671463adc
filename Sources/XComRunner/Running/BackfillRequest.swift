package import XCom

/// The runs of a DAG's schedule in a time, as they are asked for.
package struct BackfillRequest: Sendable {
    package var dagID: String
    /// The first logical date, and the last one, in ISO 8601; without an offset they are in `[core] default_timezone`.
    package var fromDate: String
    package var toDate: String
    /// The conf of each run, a JSON object; `nil` where none was given.
    package var conf: WireValue?
    /// `nil` where none was given, which Airflow refuses for tasks that depend on the past.
    package var reprocessBehavior: Backfill.ReprocessBehavior?
    package var maxActiveRuns = 10
    /// Those that the runner has loaded the DAG files by.
    package var rules = AirflowRules.airflow3
    /// Whether the newest run comes first.
    package var runsBackwards = false
    /// Whether only to tell what would be made.
    package var isDryRun = false

    package init(dagID: String, fromDate: String, toDate: String) {
        self.dagID = dagID
        self.fromDate = fromDate
        self.toDate = toDate
    }
}

/// How a backfill went.
package struct BackfillResult: Sendable {
    package var backfill: Backfill
    /// Whether nothing was made.
    package var isDryRun: Bool
    /// Whether it was there already, and was taken up.
    package var isResumed: Bool
    /// Its dates, with their runs.
    package var dates: [(date: BackfillRun, run: DagRun?)]
    /// What this command has executed.
    package var executed: RunResults

    init(
        _ backfill: Backfill, isDryRun: Bool = false, isResumed: Bool,
        executed: RunResults = RunResults(runs: [], left: [], interruption: nil), in store: any Store
    ) throws {
        self.backfill = backfill
        self.isDryRun = isDryRun
        self.isResumed = isResumed
        self.executed = executed
        dates = try store.dates(of: backfill)
    }
}
