/// The runs of a DAG's schedule in a time, made together: a row of Airflow's `backfill` table.
public struct Backfill: Hashable, Sendable {
    /// `nil` before it is stored.
    public var id: Int64?
    /// The DAG.
    public var dagID: String
    /// The first logical date.
    public var fromDate: Timestamp
    /// The last logical date.
    public var toDate: Timestamp
    /// The conf of each run, a JSON object.
    public var conf: WireValue
    /// What becomes of runs that there are already.
    public var reprocessBehavior: ReprocessBehavior
    /// How many of its runs are under way at once.
    public var maxActiveRuns: Int
    /// When it was made.
    public var createdAt: Timestamp
    /// When its last run ended; `nil` before that.
    public var completedAt: Timestamp?

    /// Which runs that there are already a backfill starts anew, as Airflow spells it.
    public enum ReprocessBehavior: String, Hashable, Sendable, CaseIterable {
        case none
        case failed
        case completed
    }

    public init(dagID: String, fromDate: Timestamp, toDate: Timestamp, createdAt: Timestamp) {
        self.dagID = dagID
        self.fromDate = fromDate
        self.toDate = toDate
        self.conf = WireValue(text: "{}")
        self.reprocessBehavior = .none
        self.maxActiveRuns = 10
        self.createdAt = createdAt
    }
}

/// One date of a backfill: a row of Airflow's `backfill_dag_run` table.
public struct BackfillRun: Hashable, Sendable {
    /// The run's id; `nil` where it is left out, or was deleted.
    public var runID: String?
    /// The logical date; `nil` for a run of a partition.
    public var logicalDate: Timestamp?
    /// The partition.
    public var partitionKey: String?
    /// Its place in the backfill, counted from 1.
    public var sortOrdinal: Int
    /// Why it is left out: `already exists`, or `in flight`.
    public var exceptionReason: String?

    public init(runID: String?, logicalDate: Timestamp?, partitionKey: String? = nil, sortOrdinal: Int) {
        self.runID = runID
        self.logicalDate = logicalDate
        self.partitionKey = partitionKey
        self.sortOrdinal = sortOrdinal
    }
}
