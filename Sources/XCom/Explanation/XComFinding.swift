/// One thing that was found out about an XCom.
public enum XComFinding: Hashable, Sendable {
    /// It is there, under these map indexes.
    case found(mapIndexes: [Int])
    /// It is there, and its value is null.
    case null
    case unknownDag(similar: String?)
    case noRuns
    /// The DAG has no such run, but others; runs of that id belong to these DAGs.
    case unknownRun(newest: String, sameIDIn: [String])
    /// The run has no such task, but some of the same name inside of a task group, or outside of it.
    case otherGroup(taskIDs: [String])
    /// The run has no such task.
    case unknownTask(similar: String?, taskIDs: [String])
    /// There are values, under other map indexes than the one asked for.
    case otherMapIndexes([Int])
    /// The task has no such map index.
    case unknownMapIndex([Int])
    /// The task pushed, under other keys.
    case unknownKey(similar: String?, keys: [String])
    /// The task succeeded, and pushed nothing under this key.
    case pushedNothing(keys: [String])
    /// The task instances that should have pushed are in these states; `nil` is none yet.
    case states([TaskInstanceState?: Int])
    /// The task that pulls asks for what it pushed itself; these tasks have pushed something under that key.
    case ownTask(others: [String])
    /// Another run has a value.
    case otherRun(String)

    /// A word for programs.
    public var code: String {
        switch self {
        case .found: "found"
        case .null: "null"
        case .unknownDag: "unknown_dag"
        case .noRuns: "no_runs"
        case .unknownRun: "unknown_run"
        case .otherGroup: "other_group"
        case .unknownTask: "unknown_task"
        case .otherMapIndexes: "other_map_indexes"
        case .unknownMapIndex: "unknown_map_index"
        case .unknownKey: "unknown_key"
        case .pushedNothing: "pushed_nothing"
        case .states: "state"
        case .ownTask: "own_task"
        case .otherRun: "other_run"
        }
    }
}

extension XComFinding {
    /// A part of a sentence that says it to whoever asked.
    func words(_ question: XComQuestion, runID: String?) -> String {
        switch self {
        case .found(let mapIndexes):
            return mapIndexes == [TaskInstanceKey.unmapped]
                ? "there is a value"
                : "there \(counted(mapIndexes.count, "is a value", "are # values")) under \(mapIndexes.mapIndexWords)"
        case .null: return "task '\(question.taskID)' pushed None"
        case .unknownDag(let similar):
            return "there is no DAG '\(question.dagID)'" + Self.meant(similar)
        case .noRuns: return "DAG '\(question.dagID)' has no runs yet"
        case .unknownRun(let newest, let dagIDs):
            let elsewhere = dagIDs.isEmpty ? "" : " (DAG \(Self.list(dagIDs)) has)"
            return "DAG '\(question.dagID)' has no run '\(question.runID ?? "")'\(elsewhere); its newest is '\(newest)'"
        case .otherGroup(let taskIDs): return "task '\(question.taskID)' is \(Self.list(taskIDs, last: " or ")) here"
        case .unknownTask(let similar, let taskIDs):
            let known = taskIDs.isEmpty ? "; it has none" : "; its tasks are \(Self.list(taskIDs))"
            return "there is no task '\(question.taskID)' in run '\(runID ?? "")'"
                + (similar == nil ? known : Self.meant(similar))
        case .otherMapIndexes([TaskInstanceKey.unmapped]):
            return "task '\(question.taskID)' is not mapped: its value is under map index -1"
        case .otherMapIndexes(let mapIndexes):
            return "task '\(question.taskID)' is mapped: \(counted(mapIndexes.count, "a value", "# values")) under "
                + mapIndexes.mapIndexWords
        case .unknownMapIndex([TaskInstanceKey.unmapped]): return "task '\(question.taskID)' is not mapped"
        case .unknownMapIndex(let mapIndexes): return "task '\(question.taskID)' has \(mapIndexes.mapIndexWords) only"
        case .unknownKey(let similar?, _): return "key '\(question.key)'" + Self.meant(similar)
        case .unknownKey(nil, let keys):
            return "task '\(question.taskID)' pushed nothing under key '\(question.key)', but under \(Self.list(keys))"
        case .pushedNothing(let keys):
            let other = keys.isEmpty ? "" : "; it pushed \(Self.list(keys))"
            return question.key == XComAddress.returnValueKey
                ? "task '\(question.taskID)' succeeded, and returned None or has do_xcom_push=False" + other
                : "task '\(question.taskID)' succeeded, and pushed nothing under key '\(question.key)'" + other
        case .states(let states): return "task '\(question.taskID)' \(Self.words(states))"
        case .ownTask(let others):
            return
                "task '\(question.taskID)' asks for its own XCom, as a pull without task_ids does, and has pushed none"
                + (others.isEmpty ? "" : "; task_ids=\(Self.list(others, last: " or ")) would find one")
        case .otherRun(let other): return "pushed in run '\(other)', this is run '\(runID ?? question.runID ?? "")'"
        }
    }

    private static func meant(_ similar: String?) -> String {
        similar.map { ": did you mean '\($0)'?" } ?? ""
    }

    /// A few of the names.
    private static func list(_ names: [String], last: String = ", ") -> String {
        let shown = names.prefix(8).map { "'\($0)'" }
        if names.count > 8 { return "\(shown.joined(separator: ", ")) and \(names.count - 8) more" }
        guard shown.count > 1 else { return shown.joined() }
        return shown.dropLast().joined(separator: ", ") + last + shown[shown.count - 1]
    }

    private static func words(_ states: [TaskInstanceState?: Int]) -> String {
        let order: [TaskInstanceState?] = TaskInstanceState.allCases + [nil]
        let present = order.filter { states[$0] != nil }
        guard present.count > 1 else { return words(present.first ?? nil) }
        return "is mapped, and its instances have not all pushed: "
            + present.map { "\(states[$0] ?? 0) \($0?.rawValue ?? "without a state")" }.joined(separator: ", ")
    }

    private static func words(_ state: TaskInstanceState?) -> String {
        switch state {
        case .success: "succeeded"
        case .failed: "failed"
        case .skipped: "was skipped"
        case .upstreamFailed: "did not run, since a task before it failed"
        case .removed: "was removed from the DAG"
        case .running, .restarting: "is running, and has not pushed it yet"
        case .upForRetry: "failed, and waits for its next try"
        case .upForReschedule: "waits to be run again"
        case .deferred: "waits for its trigger"
        case .awaitingInput: "waits for a person's answer"
        case nil, .scheduled, .queued: "has not run yet: does it run before the task that pulls?"
        }
    }
}

/// The words for one, or those for several with the number in place of `#`.
private func counted(_ count: Int, _ one: String, _ several: String) -> String {
    guard count != 1 else { return one }
    guard let mark = several.firstIndex(of: "#") else { return several }
    return several[..<mark] + String(count) + several[several.index(after: mark)...]
}

extension [Int] {
    /// `map index 4`, `map indexes 0-11, 13`: of sorted map indexes.
    fileprivate var mapIndexWords: String {
        var ranges: [ClosedRange<Int>] = []
        for index in self {
            if let last = ranges.last, last.upperBound + 1 == index {
                ranges[ranges.count - 1] = last.lowerBound...index
            } else {
                ranges.append(index...index)
            }
        }
        let words = ranges.prefix(8).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        return (count == 1 ? "map index " : "map indexes ") + words.joined(separator: ", ")
            + (ranges.count > 8 ? ", ..." : "")
    }
}
