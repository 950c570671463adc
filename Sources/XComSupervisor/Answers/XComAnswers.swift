package import XCom

extension Supervisor {
    /// Stores an XCom: ``SetXCom`` without an envelope.
    ///
    /// - `mappedLength`: how many task instances the value expands into, where a mapped task waits for it.
    /// - `isDagResult`: whether the task's result is the DAG's.
    /// - Returns: A sentence for the task's log where the value is above the soft limit.
    /// - Throws: ``SupervisorError`` where Airflow's API would refuse (an empty key, an unknown run or task instance, a value
    ///   that is too long to map), for a value above the hard limit, and where the store fails.
    package func push(
        _ value: WireValue, at address: XComAddress, mappedLength: Int?, isDagResult: Bool = false
    ) throws(SupervisorError) -> String? {
        try check(address)
        do {
            if isDagResult {
                try store.transaction {
                    try set(value, at: address, mappedLength: mappedLength)
                    try store.markDagResult(address)
                }
            } else {
                try set(value, at: address, mappedLength: mappedLength)
            }
        } catch {
            throw refusal(error, of: address)
        }
        return store.limits.warning(of: value, at: address)
    }

    private func set(_ value: WireValue, at address: XComAddress, mappedLength: Int?) throws {
        guard let mappedLength, mappedLength >= 0 else { return try store.set(value, at: address) }
        guard mappedLength <= settings.maxMapLength else {
            throw SupervisorError.refused(
                400, reason: "unmappable_return_value_length",
                "pushed value is too large to map as a downstream's dependency")
        }
        try store.set(value, at: address, taskMap: TaskMap(length: mappedLength))
    }

    /// Stores XComs of one task instance, all or none, under whatever keys: as Airflow 2 does, in whose database no API
    /// looks at them.
    ///
    /// - Parameter mappedLength: As in ``push(_:at:mappedLength:)``, for the last of them.
    /// - Returns: A sentence for the task's log for each value that is above the soft limit.
    package func store(
        _ values: [(key: String, value: WireValue)], of taskInstance: TaskInstanceKey, mappedLength: Int?
    ) throws(SupervisorError) -> [String] {
        var address = XComAddress(taskInstance: taskInstance)
        do {
            return try store.transaction {
                var warnings: [String] = []
                for (index, item) in values.enumerated() {
                    address.key = item.key
                    if let mappedLength, index == values.count - 1 {
                        try store.set(item.value, at: address, taskMap: TaskMap(length: mappedLength))
                    } else {
                        try store.set(item.value, at: address)
                    }
                    if let warning = store.limits.warning(of: item.value, at: address) { warnings.append(warning) }
                }
                return warnings
            }
        } catch {
            throw refusal(error, of: address)
        }
    }

    /// The value at an address, `nil` where there is none: ``GetXCom`` without an envelope.
    package func value(at address: XComAddress, includePriorDates: Bool) throws(SupervisorError) -> WireValue? {
        guard !address.key.isEmpty else { throw SupervisorError.emptyKey }
        guard address.taskInstance.isNamed else { return nil }
        do {
            return try store.value(at: address, priorDates(includePriorDates))
        } catch {
            throw refusal(error, of: address)
        }
    }

    /// All values of a sequence: ``GetXComSequenceSlice`` without an envelope.
    package func values(of sequence: XComSequence, includePriorDates: Bool) throws(SupervisorError) -> [WireValue] {
        try slice(of: sequence, start: nil, stop: nil, step: nil, includePriorDates: includePriorDates)
    }

    func slice(
        of sequence: XComSequence, start: Int?, stop: Int?, step: Int?, includePriorDates: Bool
    ) throws(SupervisorError) -> [WireValue] {
        let address = sequence.address(mapIndex: TaskInstanceKey.unmapped)
        try check(address)
        do {
            return try store.slice(
                of: sequence, start: start, stop: stop, step: step == 0 ? 1 : step, priorDates(includePriorDates))
        } catch {
            throw refusal(error, of: address)
        }
    }

    private func priorDates(_ areIncluded: Bool) -> PriorDates {
        areIncluded ? settings.release.priorDates : .excluded
    }

    /// A part of the rows of a selection, in its order.
    package func entries(
        of selection: XComSelection, in window: XComSelection.Window
    ) throws(SupervisorError) -> [XComEntry] {
        try answering { try store.entries(of: selection, in: window) }
    }

    /// How many rows a selection has.
    package func count(of selection: XComSelection) throws(SupervisorError) -> Int {
        try answering { try store.count(of: selection) }
    }

    private func answering<Result>(_ body: () throws -> Result) throws(SupervisorError) -> Result {
        do {
            return try body()
        } catch {
            throw .internalError(reason: "\(error)")
        }
    }

    /// What Airflow's API finds in the path of its request.
    func check(_ address: XComAddress) throws(SupervisorError) {
        guard address.taskInstance.isNamed else { throw .noSuchPath }
        guard !address.key.isEmpty else { throw .emptyKey }
    }

    private func refusal(_ error: any Error, of address: XComAddress) -> SupervisorError {
        if let error = error as? SupervisorError { return error }
        let key = address.taskInstance
        switch (error as? StoreError)?.code {
        case .dagRunNotFound:
            return .refused(
                404, "DAG run not found on DAG \(pythonRepr(key.dagID)) with ID \(pythonRepr(key.runID))")
        case .taskInstanceNotFound:
            return .internalError(
                reason: "there is no task instance \(pythonRepr(key.taskID)) with map index \(key.mapIndex) in run "
                    + "\(pythonRepr(key.runID)) of DAG \(pythonRepr(key.dagID))")
        case .tooLarge: return .refused(413, reason: "xcom_too_large", (error as? StoreError)?.message ?? "\(error)")
        default: return .internalError(reason: "\(error)")
        }
    }
}

extension TaskInstanceKey {
    /// Whether no part of it is empty; an empty part is not a path in Airflow's API.
    fileprivate var isNamed: Bool {
        !dagID.isEmpty && !runID.isEmpty && !taskID.isEmpty
    }
}

/// No or a negative map index is the unmapped instance.
private func address(_ dagID: String, _ runID: String, _ taskID: String, _ mapIndex: Int?, _ key: String) -> XComAddress
{
    XComAddress(
        taskInstance: TaskInstanceKey(
            dagID: dagID, runID: runID, taskID: taskID, mapIndex: max(mapIndex ?? -1, TaskInstanceKey.unmapped)),
        key: key)
}

extension GetXCom {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        let value = try supervisor.value(
            at: address(dagID, runID, taskID, mapIndex, key), includePriorDates: includePriorDates ?? false)
        return .body(XComResult(key: key, value: value ?? .null))
    }
}

extension Supervisor {
    fileprivate func count(_ dagID: String, _ runID: String, _ taskID: String, _ key: String) throws -> Int {
        try check(address(dagID, runID, taskID, nil, key))
        return try store.count(of: XComSequence(dagID: dagID, runID: runID, taskID: taskID, key: key))
    }
}

extension GetXComCount {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        .body(XComCountResponse(len: try supervisor.count(dagID, runID, taskID, key)))
    }
}

extension GetNumberXComs {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        .body(XComLengthResponse(len: try supervisor.count(dagID, runID, taskID, key)))
    }
}

extension GetXComSequenceItem {
    private struct Missing: Encodable {
        var dagID: String
        var runID: String
        var taskID: String
        var key: String
        var offset: Int
    }

    package func answer(by supervisor: Supervisor) throws -> Reply {
        do {
            try supervisor.check(address(dagID, runID, taskID, nil, key))
            let sequence = XComSequence(dagID: dagID, runID: runID, taskID: taskID, key: key)
            if let value = try supervisor.store.item(of: sequence, at: offset) {
                return .body(XComSequenceIndexResult(root: value))
            }
        } catch let error as SupervisorError where error.statusCode == 404 {}
        let missing = Missing(dagID: dagID, runID: runID, taskID: taskID, key: key, offset: offset)
        return .body(ErrorResponse(error: .xcomNotFound, detail: WireValue(encoding: missing)))
    }
}

extension GetXComSequenceSlice {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        let values = try supervisor.slice(
            of: XComSequence(dagID: dagID, runID: runID, taskID: taskID, key: key), start: start, stop: stop,
            step: step,
            includePriorDates: includePriorDates ?? false)
        return .body(XComSequenceSliceResult(root: values))
    }
}

extension SetXCom {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        let warning = try supervisor.push(
            value, at: address(dagID, runID, taskID, mapIndex, key), mappedLength: mappedLength,
            isDagResult: dagResult ?? false)
        return warning.map { .warning($0) } ?? .empty
    }
}

extension DeleteXCom {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        let address = address(dagID, runID, taskID, mapIndex, key)
        try supervisor.check(address)
        try supervisor.store.delete(address)
        return .empty
    }
}
