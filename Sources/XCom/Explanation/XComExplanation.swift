/// Why there is nothing where somebody looks for an XCom: a wrong name, a map index, a task that did not push, another
/// run.
public struct XComExplanation: Hashable, Sendable, CustomStringConvertible {
    /// What was asked.
    public var question: XComQuestion
    /// The run that was looked at: the newest one where the question names none.
    public var runID: String?
    /// The likeliest reason first.
    public var findings: [XComFinding]

    /// Whether there is a value after all.
    public var isFound: Bool {
        switch findings.first {
        case .found, .null: true
        default: false
        }
    }

    /// The findings in words.
    public var description: String {
        findings.map { $0.words(question, runID: runID) }.joined(separator: "; ")
    }
}

extension XComExplanation {
    /// Looks for the reasons in a store.
    public init(_ question: XComQuestion, in store: any Store) throws {
        self.init(question: question, runID: question.runID, findings: [])
        guard let run = try findRun(in: store) else { return }
        runID = run.runID
        try findTask(in: run, store)
        if !isFound, let other = try otherRun(than: run.runID, in: store) { findings.append(.otherRun(other)) }
    }

    private mutating func findRun(in store: any Store) throws -> DagRunKey? {
        if let runID = question.runID, try store.dagRun(DagRunKey(dagID: question.dagID, runID: runID)) != nil {
            return DagRunKey(dagID: question.dagID, runID: runID)
        }
        guard let newest = try store.dagRuns(DagRunFilter(dagID: question.dagID)).last?.key else {
            let known = try store.dagIDs()
            findings =
                known.contains(question.dagID) ? [.noRuns] : [.unknownDag(similar: question.dagID.similar(in: known))]
            return nil
        }
        guard let runID = question.runID else { return newest }
        let dagIDs = try store.dagRuns(DagRunFilter(runIDs: [runID])).map(\.key.dagID).sorted()
        findings = [.unknownRun(newest: newest.runID, sameIDIn: dagIDs)]
        if let other = try otherRun(than: runID, in: store) { findings.append(.otherRun(other)) }
        return nil
    }

    private mutating func findTask(in run: DagRunKey, _ store: any Store) throws {
        var instances = TaskInstanceFilter(dagID: run.dagID, runIDs: [run.runID], taskIDs: [question.taskID])
        guard try store.countTaskInstances(instances) > 0 else {
            findOtherTask(try store.taskIDs(of: run))
            return
        }
        let rows = try store.summaries(
            XComFilter(dagID: run.dagID, runID: run.runID, taskID: question.taskID), order: .address, limit: nil)
        let ofKey = rows.filter { $0.address.key == question.key }
        let found = ofKey.filter { isMeant($0.address.taskInstance) }
        if !found.isEmpty {
            findings = found.contains { !$0.isNull } ? [.found(mapIndexes: found.map(\.mapIndex))] : [.null]
            return
        }
        instances.mapIndex = question.mapIndex
        let meant = try store.taskInstances(instances)
        if meant.isEmpty {
            instances.mapIndex = nil
            findings =
                ofKey.isEmpty
                ? [.unknownMapIndex(try store.taskInstances(instances).map(\.key.mapIndex))]
                : [.otherMapIndexes(ofKey.map(\.mapIndex))]
            return
        }
        let keys = Set(rows.filter { isMeant($0.address.taskInstance) }.map(\.address.key)).filter { !$0.isInternalKey }
            .sorted()
        if question.isOwn, question.key.similar(in: keys) == nil {
            // Nearly every task has a return value, so that says nothing.
            let others =
                question.key == XComAddress.returnValueKey
                ? []
                : try store.summaries(
                    XComFilter(dagID: run.dagID, runID: run.runID, key: question.key), order: .address, limit: nil)
            findings = [.ownTask(others: Set(others.map(\.address.taskInstance.taskID)).sorted())]
        } else {
            findNothingPushed(by: meant, keys: keys)
        }
    }

    private mutating func findOtherTask(_ taskIDs: [String]) {
        let label = question.taskID.afterLastDot
        let sameLabel = taskIDs.filter { $0.afterLastDot == label }
        if sameLabel.isEmpty {
            let similar = question.taskID.similar(in: taskIDs) ?? label.similarLabel(in: taskIDs)
            findings = [.unknownTask(similar: similar, taskIDs: taskIDs)]
        } else {
            findings = [.otherGroup(taskIDs: sameLabel)]
        }
    }

    private mutating func findNothingPushed(by instances: [TaskInstance], keys: [String]) {
        let similar = question.key.similar(in: keys)
        if similar != nil {
            findings = [.unknownKey(similar: similar, keys: keys)]
        } else if instances.contains(where: { $0.state != .success }) {
            findings = [.states(Dictionary(grouping: instances, by: \.state).mapValues(\.count))]
        } else if keys.isEmpty || question.key == XComAddress.returnValueKey {
            findings = [.pushedNothing(keys: keys)]
        } else {
            findings = [.unknownKey(similar: nil, keys: keys)]
        }
    }

    private func isMeant(_ instance: TaskInstanceKey) -> Bool {
        question.mapIndex == nil || instance.mapIndex == question.mapIndex
    }

    private func otherRun(than runID: String, in store: any Store) throws -> String? {
        let filter = XComFilter(
            dagID: question.dagID, taskID: question.taskID, key: question.key, mapIndex: question.mapIndex)
        return try store.summaries(filter, order: .newestFirst, limit: 1).map(\.address.taskInstance.runID)
            .first { $0 != runID }
    }
}

extension XComSummary {
    fileprivate var mapIndex: Int { address.taskInstance.mapIndex }
}

extension String {
    /// Whether Airflow's operators push under this key for themselves.
    fileprivate var isInternalKey: Bool {
        self == "skipmixin_key" || hasPrefix("_link_")
    }

    fileprivate var afterLastDot: String {
        lastIndex(of: ".").map { String(self[index(after: $0)...]) } ?? self
    }

    /// The task whose name without its groups this one is most likely a slip of.
    fileprivate func similarLabel(in taskIDs: [String]) -> String? {
        similar(in: taskIDs.map(\.afterLastDot)).flatMap { label in taskIDs.first { $0.afterLastDot == label } }
    }
}
