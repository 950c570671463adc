/// What the code of a task asks for: by which rules it is answered is its run's matter.
package struct TaskPull: Sendable {
    package var dagID: String
    package var runID: String
    /// `nil` for any.
    package var taskIDs: [String]?
    package var key: String
    private let includePriorDates: Bool
    private let mapIndexes: [Int]?
    private let isSingle: Bool

    package init(
        by own: TaskInstanceKey, from taskIDs: [String]?, key: String, dagID: String?, runID: String?,
        includePriorDates: Bool, mapIndexes: [Int]?, isSingle: Bool
    ) {
        self.dagID = dagID ?? own.dagID
        self.runID = runID ?? own.runID
        self.taskIDs = taskIDs
        self.key = key
        self.includePriorDates = includePriorDates
        self.mapIndexes = mapIndexes
        self.isSingle = isSingle
    }

    /// The pull by a version's rules.
    func request(by rules: AirflowRules) -> any PullRequest {
        switch rules {
        case .airflow2:
            let order = XComSelection.Order.place(
                tasks: taskIDs.map { .listed($0) } ?? .ascending,
                mapIndexes: mapIndexes.map { .listed($0) } ?? .ascending)
            return Airflow2Pull(
                selection: XComSelection(
                    dagIDs: [dagID], runID: runID, includePriorDates: includePriorDates, taskIDs: taskIDs,
                    key: key.isEmpty ? nil : key, mapIndexes: mapIndexes.map { .each($0) }, order: order),
                isSingle: isSingle)
        case .airflow3:
            return Airflow3Pull(
                dagID: dagID, runID: runID, taskIDs: taskIDs ?? [], key: key,
                includePriorDates: includePriorDates, mapIndexes: mapIndexes, isSingle: isSingle)
        }
    }

    /// The answer as one value: that of one row, a list of more; null where there is none.
    package func value(from source: some PullSource, by rules: AirflowRules) throws -> WireValue {
        let answer = try request(by: rules).answer(from: source, none: WireValue.null, default: .null) { $0 }
        if case .one(let value) = answer { return value }
        return WireValue(array: try answer.values(from: source) { $0 })
    }

    /// The answer as values, one for each place; null where there is none.
    package func values(from source: some PullSource, by rules: AirflowRules) throws -> [WireValue] {
        try request(by: rules).answer(from: source, none: WireValue.null, default: .null) { $0 }
            .values(from: source) { $0 }
    }

    /// Reads an answer; `nil` for a null.
    ///
    /// - Throws: ``XComCodingError``
    package func decode<Value: Decodable>(_ type: Value.Type, _ value: WireValue) throws -> Value? {
        // A tree and a value on the wire can say null themselves.
        if value.isNull { return nil }
        do {
            return try WireDecoder().decode(type, from: value)
        } catch let error as DecodingError {
            throw XComCodingError(error, pulling: self)
        } catch let error as JSONSyntaxError {
            throw XComCodingError(error, pulling: self)
        }
    }
}

extension AirflowRules {
    /// The tasks that a pull is from where none is named: that of the task instance itself, or any.
    package func tasks(of own: TaskInstanceKey) -> [String]? {
        switch self {
        case .airflow2: nil
        case .airflow3: [own.taskID]
        }
    }

    /// Whether a value may be pushed under a key; Airflow 2 takes every text.
    package func allow(key: String) -> Bool {
        self == .airflow2 || !key.isEmpty
    }
}
