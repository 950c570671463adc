/// What `xcom_pull` of Airflow 3 asks for (task-sdk execution_time/task_runner.py, `RuntimeTaskInstance.xcom_pull`;
/// bases/xcom.py, `get_one` and `get_all`).
public struct Airflow3Pull: PullRequest {
    /// The DAG that is pulled from.
    public var dagID: String
    /// The run that is pulled from.
    public var runID: String
    /// In the order of the answer; one that comes twice is answered twice.
    public var taskIDs: [String]
    /// The key that is pulled.
    public var key: String
    /// Whether values of runs with earlier logical dates count, too.
    public var includePriorDates: Bool
    /// `nil` where none were given: then all rows of each task are meant, in the order of their map indexes. A map index
    /// below -1 is read as -1.
    public var mapIndexes: [Int]?
    /// Whether one task and at most one map index were asked for by themselves, not in a list: then one value is the
    /// answer. Without map indexes it is still a list where there are several rows.
    public var isSingle: Bool

    public init(
        dagID: String, runID: String, taskIDs: [String], key: String = XComAddress.returnValueKey,
        includePriorDates: Bool = false, mapIndexes: [Int]? = nil, isSingle: Bool
    ) {
        self.dagID = dagID
        self.runID = runID
        self.taskIDs = taskIDs
        self.key = key
        self.includePriorDates = includePriorDates
        self.mapIndexes = mapIndexes
        self.isSingle = isSingle
    }

    /// `none` stands for a task without a row where no map indexes were given; `default` for a missing value, and for a
    /// stored null, at a map index that was given.
    public func answer<Value>(
        from source: some PullSource, none: Value, default: Value, decode: (WireValue) throws -> Value?
    ) throws -> PullAnswer<Value> {
        var values: [Value] = []
        for taskID in taskIDs {
            if let mapIndexes {
                for mapIndex in mapIndexes {
                    let address = sequence(of: taskID).address(mapIndex: max(mapIndex, TaskInstanceKey.unmapped))
                    let stored = try source.value(at: address, includePriorDates: includePriorDates)
                    values.append(try stored.flatMap { $0.isNull ? nil : try decode($0) } ?? `default`)
                }
            } else {
                let stored = try source.values(of: sequence(of: taskID), includePriorDates: includePriorDates)
                if stored.isEmpty { values.append(none) }
                for value in stored {
                    values.append(try decode(value) ?? none)
                }
            }
        }
        if isSingle, values.count == 1 {
            return .one(values[0])
        }
        return .list(values)
    }

    private func sequence(of taskID: String) -> XComSequence {
        XComSequence(dagID: dagID, runID: runID, taskID: taskID, key: key)
    }
}
