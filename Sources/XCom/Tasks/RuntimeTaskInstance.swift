/// A task instance as its own code sees it: it pushes typed values and pulls those of other tasks, in Swift or Python.
///
/// Values are `Codable`; how they stand for Python's is ``WireStyle/xcom``. It pulls by the rules of its run, as the run's Python
/// tasks do. See <doc:SwiftTasks> for a whole program.
public struct RuntimeTaskInstance: Sendable {
    /// Which task instance it is.
    public let key: TaskInstanceKey
    /// Where it pushes to and pulls from.
    public let store: any Store
    /// Those of its run.
    public let rules: AirflowRules

    /// Takes the part of a task instance that the store has.
    ///
    /// - Throws: ``StoreError`` `taskInstanceNotFound`.
    public init(_ key: TaskInstanceKey, in store: any Store) throws {
        guard try store.taskInstance(key) != nil else {
            throw StoreError(
                .taskInstanceNotFound, operation: "open task instance",
                message:
                    "no task instance of task '\(key.taskID)' with map index \(key.mapIndex) in run '\(key.runID)' of "
                    + "DAG '\(key.dagID)'")
        }
        self.key = key
        self.store = store
        rules = try store.dagRun(key.dagRun)?.rules ?? .airflow3
    }

    /// Takes the part of the task instance that an Airflow operator starts this process for, as `BashOperator` names it in
    /// the environment (`AIRFLOW_CTX_DAG_ID`, `AIRFLOW_CTX_DAG_RUN_ID`, `AIRFLOW_CTX_TASK_ID`).
    ///
    /// - Parameters:
    ///   - environment: The variables of this process.
    ///   - mapIndex: Airflow does not name it; a mapped task hands it over itself (`{{ ti.map_index }}`).
    ///   - store: The store of the run.
    /// - Throws: ``StoreError`` `taskInstanceNotFound`, also where the environment names none.
    public init(
        environment: [String: String], mapIndex: Int = TaskInstanceKey.unmapped, in store: any Store
    ) throws {
        func variable(_ name: String) throws -> String {
            guard let value = environment[name], !value.isEmpty else {
                throw StoreError(
                    .taskInstanceNotFound, operation: "open task instance",
                    message: "\(name) is not set: start the program from a task, or name the task instance")
            }
            return value
        }
        let key = TaskInstanceKey(
            dagID: try variable("AIRFLOW_CTX_DAG_ID"), runID: try variable("AIRFLOW_CTX_DAG_RUN_ID"),
            taskID: try variable("AIRFLOW_CTX_TASK_ID"), mapIndex: mapIndex)
        try self.init(key, in: store)
    }

    // MARK: Push

    /// Stores a value under a key, in place of one that is there; it is committed when the call returns.
    ///
    /// - Throws: ``XComCodingError`` where the value cannot be written, with the path inside it; ``StoreError``.
    public func xcomPush(key: String = XComAddress.returnValueKey, value: some Encodable) throws {
        guard rules.allow(key: key) else {
            throw StoreError(.other, operation: "push XCom", message: "XCom key must be a non-empty string")
        }
        let address = XComAddress(taskInstance: self.key, key: key)
        try store.set(WireValue(pushing: value, at: address), at: address)
    }

    // MARK: Pull

    /// The value of a task under a key; `nil` where there is none, and for a null.
    ///
    /// As in Airflow, a task is meant with all its instances where no map index is given: one row gives its value, more
    /// rows a list, which a type like `[Int]` reads.
    ///
    /// - Parameters:
    ///   - type: What the value is read as.
    ///   - taskID: The task; `nil` is this one, and any task of the run in one by Airflow 2's rules.
    ///   - key: The key that it was pushed under.
    ///   - dagID: The DAG; `nil` is this one.
    ///   - runID: The run; `nil` is this one.
    ///   - includePriorDates: Whether values of runs with earlier logical dates count too.
    ///   - mapIndex: One instance of a mapped task; -1 is the instance of an unmapped one.
    /// - Throws: ``XComCodingError`` where the value is not of the type, with the path inside it; ``StoreError``.
    public func xcomPull<Value: Decodable>(
        _ type: Value.Type = Value.self, from taskID: String? = nil, key: String = XComAddress.returnValueKey,
        dagID: String? = nil, runID: String? = nil, includePriorDates: Bool = false, mapIndex: Int? = nil
    ) throws -> Value? {
        let pull = TaskPull(
            by: self.key, from: taskID.map { [$0] } ?? rules.tasks(of: self.key), key: key, dagID: dagID, runID: runID,
            includePriorDates: includePriorDates, mapIndexes: mapIndex.map { [$0] }, isSingle: true)
        return try pull.decode(type, pull.value(from: store, by: rules))
    }

    /// The values of several tasks under a key, as ``xcomPull(_:from:key:dagID:runID:includePriorDates:mapIndex:)``.
    ///
    /// - Parameters:
    ///   - type: What each value is read as.
    ///   - taskIDs: The tasks, in the order of the answer.
    ///   - key: The key that they were pushed under.
    ///   - dagID: The DAG; `nil` is this one.
    ///   - runID: The run; `nil` is this one.
    ///   - includePriorDates: Whether values of runs with earlier logical dates count too.
    ///   - mapIndexes: Which instances; `nil` means all rows of each task, one after the other, and one `nil` for a task
    ///     without rows. Otherwise the answer has one place for each task and index. By Airflow 2's rules there are only the
    ///     rows that exist.
    public func xcomPull<Value: Decodable>(
        _ type: Value.Type = Value.self, from taskIDs: [String], key: String = XComAddress.returnValueKey,
        dagID: String? = nil, runID: String? = nil, includePriorDates: Bool = false, mapIndexes: [Int]? = nil
    ) throws -> [Value?] {
        let pull = TaskPull(
            by: self.key, from: taskIDs, key: key, dagID: dagID, runID: runID, includePriorDates: includePriorDates,
            mapIndexes: mapIndexes, isSingle: false)
        return try pull.values(from: store, by: rules).map { try pull.decode(type, $0) }
    }
}

extension WireValue {
    /// What a task pushes.
    ///
    /// - Throws: ``XComCodingError`` where the value cannot be written.
    package init(pushing value: some Encodable, at address: XComAddress) throws {
        do {
            self = try WireEncoder().encode(value)
        } catch let error as EncodingError {
            throw XComCodingError(error, pushing: address)
        }
    }

    /// A JSON array of values.
    package init(array: [WireValue]) {
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        for (index, value) in array.enumerated() {
            if index > 0 { bytes.append(contentsOf: ", ".utf8) }
            bytes.append(contentsOf: value.utf8)
        }
        bytes.append(UInt8(ascii: "]"))
        self.init(utf8: bytes)
    }
}
