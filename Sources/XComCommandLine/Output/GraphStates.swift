internal import XCom
internal import XComRunner

/// The states that the tasks of a graph have in a run.
struct GraphStates {
    private var ofTask: [String: [TaskInstanceState?]] = [:]

    init(of run: DagRun, in store: any Store) throws {
        for instance in try store.taskInstances(TaskInstanceFilter(dagID: run.key.dagID, runIDs: [run.key.runID])) {
            ofTask[instance.key.taskID, default: []].append(instance.state)
        }
    }

    /// How many instances of a task are in which state, in the order in which the states come.
    func counts(of taskID: String) -> [(state: TaskInstanceState?, count: Int)] {
        var counts: [(state: TaskInstanceState?, count: Int)] = []
        for state in ofTask[taskID] ?? [] {
            if let place = counts.firstIndex(where: { $0.state == state }) {
                counts[place].count += 1
            } else {
                counts.append((state, 1))
            }
        }
        return counts
    }

    /// The state that stands for a task: of several instances the one that wants to be looked at first.
    func state(of taskID: String) -> TaskInstanceState? {
        let states = Set(ofTask[taskID] ?? [])
        return Self.inOrder.first { states.contains($0) } ?? nil
    }

    /// `success`, or `2 success, 1 failed` of a mapped task.
    func words(of taskID: String, paint: (String, TaskInstanceState) -> String = { text, _ in text }) -> String {
        let counts = counts(of: taskID)
        return counts.map { state, count in
            let name = state?.rawValue ?? "no state"
            let text = counts.count == 1 && count == 1 ? name : "\(count) \(name)"
            return state.map { paint(text, $0) } ?? text
        }.joined(separator: ", ")
    }

    /// As Airflow sums up the instances of a mapped task (`api_fastapi/common/parameters.py, state_priority`).
    private static let inOrder: [TaskInstanceState?] = [
        .failed, .upstreamFailed, .upForRetry, .upForReschedule, .queued, .scheduled, .deferred, .awaitingInput,
        .running,
        .restarting, nil, .success, .skipped, .removed,
    ]
}

extension GraphStates {
    /// The description of a DAG, in which each task says how many of its instances are in which state.
    func added(to dag: JSONValue) -> JSONValue {
        guard var object = dag.objectValue, let tasks = object["tasks"]?.arrayValue else { return dag }
        object["tasks"] = .array(
            tasks.map { task in
                guard var task = task.objectValue, let id = task["task_id"]?.stringValue else { return task }
                task["states"] = .object(
                    counts(of: id).map { (key: $0.state?.rawValue ?? "none", value: .int($0.count)) })
                return .object(task)
            })
        return .object(object)
    }
}
