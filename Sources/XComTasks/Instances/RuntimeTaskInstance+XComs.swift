public import XCom
internal import XComSupervisor

extension RuntimeTaskInstanceProtocol {
    /// Stores a value under a key, in place of one that is there; it is committed when the call returns.
    ///
    /// - Throws: `XComCodingError` where the value cannot be written, with the path inside it; ``SupervisorRefusal``.
    public func xcomPush(key: String = XComAddress.returnValueKey, value: some Encodable) async throws {
        let address = XComAddress(taskInstance: self.key, key: key)
        try await push(try WireValue(pushing: value, at: address), at: address)
    }

    func push(
        _ value: WireValue, at address: XComAddress, mappedLength: Int? = nil, isDagResult: Bool = false
    ) async throws {
        guard rules.allow(key: address.key) else {
            throw XComCodingError(pushing: address, message: "XCom key must be a non-empty string")
        }
        try await comms.perform { session in
            try session.send(SetXCom(value, at: address, mappedLength: mappedLength, isDagResult: isDagResult))
        }
    }

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
    /// - Throws: `XComCodingError` where the value is not of the type: it names the address, the path inside the value, what
    ///   was found and what was wanted. ``SupervisorRefusal``.
    public func xcomPull<Value: Decodable>(
        _ type: Value.Type = Value.self, from taskID: String? = nil, key: String = XComAddress.returnValueKey,
        dagID: String? = nil, runID: String? = nil, includePriorDates: Bool = false, mapIndex: Int? = nil
    ) async throws -> Value? {
        let pull = TaskPull(
            by: self.key, from: taskID.map { [$0] } ?? rules.tasks(of: self.key), key: key, dagID: dagID, runID: runID,
            includePriorDates: includePriorDates, mapIndexes: mapIndex.map { [$0] }, isSingle: true)
        let rules = rules
        return try pull.decode(type, await comms.perform { try pull.value(from: $0, by: rules) })
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
    ///     without rows. Otherwise the answer has one place for each task and index.
    /// - Throws: as ``xcomPull(_:from:key:dagID:runID:includePriorDates:mapIndex:)``.
    public func xcomPull<Value: Decodable>(
        _ type: Value.Type = Value.self, from taskIDs: [String], key: String = XComAddress.returnValueKey,
        dagID: String? = nil, runID: String? = nil, includePriorDates: Bool = false, mapIndexes: [Int]? = nil
    ) async throws -> [Value?] {
        let pull = TaskPull(
            by: self.key, from: taskIDs, key: key, dagID: dagID, runID: runID, includePriorDates: includePriorDates,
            mapIndexes: mapIndexes, isSingle: false)
        let rules = rules
        return try await comms.perform { try pull.values(from: $0, by: rules) }.map { try pull.decode(type, $0) }
    }

    /// The values of the instances of a mapped task, which are fetched when they are wanted.
    ///
    /// - Parameters:
    ///   - type: What each value is read as.
    ///   - taskID: The task.
    ///   - key: The key that they were pushed under.
    ///   - dagID: The DAG; `nil` is this one.
    ///   - runID: The run; `nil` is this one.
    public func xcomSequence<Value: Decodable>(
        _ type: Value.Type = Value.self, from taskID: String, key: String = XComAddress.returnValueKey,
        dagID: String? = nil, runID: String? = nil
    ) -> LazyXComSequence<Value> {
        LazyXComSequence(
            XComSequence(dagID: dagID ?? self.key.dagID, runID: runID ?? self.key.runID, taskID: taskID, key: key),
            by: self.key, comms: comms)
    }

    /// Deletes an XCom of this task instance; what is not there is no error.
    public func xcomDelete(key: String) async throws {
        let address = XComAddress(taskInstance: self.key, key: key)
        try await comms.perform { try $0.send(DeleteXCom(address)) }
    }
}
