/// What a pull asks for, and how its answer is put together: the rules of Airflow's `xcom_pull`, for whoever pulls
/// (task-sdk execution_time/task_runner.py, `RuntimeTaskInstance.xcom_pull`; bases/xcom.py, `get_one` and `get_all`).
public struct PullRequest: Hashable, Sendable {
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

    /// Pulls from a source.
    ///
    /// - `none`: What stands for a task without a row where no map indexes were given (Python's `None`).
    /// - `default`: What stands for a missing value, and for a stored null, at a map index that was given.
    /// - `decode`: What a stored value becomes; `nil` is a null.
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

/// What a pull gives: one value, or a list.
public enum PullAnswer<Value> {
    case one(Value)
    case list([Value])
}

extension PullAnswer: Equatable where Value: Equatable {}
extension PullAnswer: Sendable where Value: Sendable {}

/// Where pulled values come from: a store, or a supervisor before one.
public protocol PullSource {
    /// The value at an address; `nil` where there is none.
    func value(at address: XComAddress, includePriorDates: Bool) throws -> WireValue?

    /// All values of a sequence in the order of the map indexes; empty where there are none.
    func values(of sequence: XComSequence, includePriorDates: Bool) throws -> [WireValue]
}

extension XComStore {
    /// All rows of a sequence: the slice without bounds.
    public func values(of sequence: XComSequence, includePriorDates: Bool) throws -> [WireValue] {
        try slice(of: sequence, start: nil, stop: nil, step: nil, includePriorDates: includePriorDates)
    }
}
