internal import FoundationEssentials
internal import XCom

/// What Python code asks of a store that it has opened, as JSON.
struct StoreRequest: Decodable {
    enum Kind: String, Decodable {
        /// The XComs that the other fields let through.
        case list
        /// Store `text`.
        case set
        /// Make the run and the task instance of an address, where they are not there.
        case place
        case delete
        /// Why there is nothing.
        case why
        /// How the XComs of `runID` differ from those of `otherRunID`.
        case diff
    }

    var kind: Kind
    var dagID: String?
    var runID: String?
    var otherRunID: String?
    var taskID: String?
    var mapIndex: Int?
    var key: String?
    var text: String?

    /// One XCom, or one difference.
    struct Row: Encodable {
        var dagID: String?
        var runID: String?
        var taskID: String
        var mapIndex: Int
        var key: String
        /// The JSON text of the value; of a difference, that in the first run.
        var text: String?
        /// Of a difference: that in the second run.
        var otherText: String?
        var timestamp: Timestamp?
        var change: String?
        /// Why a value cannot be read.
        var problem: String?
    }

    struct Answer: Encodable {
        var rows: [Row]?
        /// A warning of a value that was stored.
        var warning: String?
        var isDone: Bool?
        /// A word for programs, and the reason in words.
        var findings: [String]?
        var reason: String?
    }

    /// - Throws: `StoreError`; ``InvalidRequest`` where a field is not there that the kind wants.
    func answer(by store: any Store) throws -> Answer {
        switch kind {
        case .list:
            let filter = XComFilter(dagID: dagID, runID: runID, taskID: taskID, key: key, mapIndex: mapIndex)
            return Answer(rows: try store.readings(filter).map(Row.init))
        case .set:
            let value = WireValue(text: try given(text, "text"))
            do {
                _ = try JSONValue(value)
            } catch {
                throw InvalidRequest(description: "the text is not JSON: \(error)")
            }
            let address = try address()
            try store.set(value, at: address)
            return Answer(warning: store.limits.warning(of: value, at: address))
        case .place:
            try makePlace(in: store)
            return Answer()
        case .delete:
            return Answer(isDone: try store.delete(try address()))
        case .why:
            let question = XComQuestion(
                dagID: try given(dagID, "dag_id"), runID: runID, taskID: try given(taskID, "task_id"),
                key: try given(key, "key"), mapIndex: mapIndex)
            let explanation = try XComExplanation(question, in: store)
            return Answer(
                isDone: explanation.isFound, findings: explanation.findings.map(\.code), reason: explanation.description
            )
        case .diff:
            let runs = try [given(runID, "run_id"), given(otherRunID, "other_run_id")].map { try run($0, in: store) }
            let readings = try runs.map { try store.readings(XComFilter(dagID: $0.key.dagID, runID: $0.key.runID)) }
            let differences = XComDifference.between(
                readings[0], readings[1], acrossRules: runs[0].rules != runs[1].rules)
            return Answer(rows: differences.map(Row.init))
        }
    }

    private func given<Value>(_ value: Value?, _ name: String) throws -> Value {
        guard let value else { throw InvalidRequest(description: "\(name) is missing") }
        return value
    }

    private func address() throws -> XComAddress {
        XComAddress(
            taskInstance: TaskInstanceKey(
                dagID: try given(dagID, "dag_id"), runID: try given(runID, "run_id"),
                taskID: try given(taskID, "task_id"),
                mapIndex: mapIndex ?? TaskInstanceKey.unmapped), key: try given(key, "key"))
    }

    private func run(_ runID: String, in store: any Store) throws -> DagRun {
        let key = DagRunKey(dagID: try given(dagID, "dag_id"), runID: runID)
        guard let run = try store.dagRun(key) else {
            throw InvalidRequest(description: "DAG \(key.dagID) has no run \(runID)")
        }
        return run
    }

    private func makePlace(in store: any Store) throws {
        let key = try address().taskInstance
        let now = Timestamp.now()
        try store.transaction {
            if try store.dagRun(key.dagRun) == nil {
                try store.insert(
                    DagRun(key: key.dagRun, runType: .manual, state: .success, logicalDate: nil, runAfter: now))
            }
            if try store.taskInstance(key) == nil {
                var instance = TaskInstance(id: .version7(now: now), key: key, operatorName: "")
                instance.state = .success
                try store.insert([instance])
            }
        }
    }
}

/// A request that says too little.
struct InvalidRequest: Error, CustomStringConvertible {
    let description: String
}

extension StoreRequest.Row {
    init(_ reading: XComReading) {
        let instance = reading.address.taskInstance
        self.init(taskID: instance.taskID, mapIndex: instance.mapIndex, key: reading.address.key)
        dagID = instance.dagID
        runID = instance.runID
        timestamp = reading.timestamp
        switch reading.value {
        case .success(let value): text = value.text
        case .failure(let error): problem = error.message
        }
    }

    init(_ difference: XComDifference) {
        self.init(taskID: difference.taskID, mapIndex: difference.mapIndex, key: difference.key)
        text = difference.before?.text
        otherText = difference.after?.text
        change = difference.change.rawValue
        problem = difference.problem?.message
    }
}
