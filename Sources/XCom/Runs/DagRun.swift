/// One run of a DAG: a row of Airflow's `dag_run` table.
public struct DagRun: Hashable, Sendable {
    /// The DAG and the run's id.
    public var key: DagRunKey
    /// What made it.
    public var runType: DagRunType
    /// Where it stands.
    public var state: DagRunState
    /// `nil` for a run without one; then there is no data interval either.
    public var logicalDate: Timestamp?
    /// Where the interval that it works on begins.
    public var dataIntervalStart: Timestamp?
    /// Where the interval that it works on ends.
    public var dataIntervalEnd: Timestamp?
    /// When it could start at the earliest.
    public var runAfter: Timestamp
    /// When it was queued.
    public var queuedAt: Timestamp?
    /// When it started; `nil` before that.
    public var startDate: Timestamp?
    /// When it ended; `nil` before that.
    public var endDate: Timestamp?
    /// The run's `conf`, a JSON object; `{}` where none was given.
    public var conf: WireValue
    /// `cli`, `operator`, ... as in Airflow's `DagRunTriggeredByType`.
    public var triggeredBy: String?
    /// How often it was cleared.
    public var clearNumber: Int
    /// The partition, for assets that are partitioned.
    public var partitionKey: String?
    /// When the partition begins, where its key stands for a time.
    public var partitionDate: Timestamp?
    /// A note of a user.
    public var note: String?
    /// By which version's rules it was made, and goes on.
    public var rules = AirflowRules.airflow3

    public init(
        key: DagRunKey, runType: DagRunType, state: DagRunState, logicalDate: Timestamp?, runAfter: Timestamp,
        conf: WireValue = WireValue(text: "{}")
    ) {
        self.key = key
        self.runType = runType
        self.state = state
        self.logicalDate = logicalDate
        self.dataIntervalStart = logicalDate
        self.dataIntervalEnd = logicalDate
        self.runAfter = runAfter
        self.conf = conf
        self.clearNumber = 0
    }
}
