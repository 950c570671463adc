/// One run of a DAG: a row of Airflow's `dag_run` table.
public struct DagRun: Hashable, Sendable {
    public var key: DagRunKey
    public var runType: DagRunType
    public var state: DagRunState
    /// `nil` for a run without one; then there is no data interval either.
    public var logicalDate: Timestamp?
    public var dataIntervalStart: Timestamp?
    public var dataIntervalEnd: Timestamp?
    public var runAfter: Timestamp
    public var queuedAt: Timestamp?
    public var startDate: Timestamp?
    public var endDate: Timestamp?
    /// The run's `conf`, a JSON object; `{}` where none was given.
    public var conf: WireValue
    /// `cli`, `operator`, ... as in Airflow's `DagRunTriggeredByType`.
    public var triggeredBy: String?
    public var clearNumber: Int
    public var partitionKey: String?
    public var note: String?

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
