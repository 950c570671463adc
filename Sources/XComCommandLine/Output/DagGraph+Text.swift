internal import XCom
internal import XComRunner

extension DagGraph {
    /// The graph in lines: each task after its upstreams, with its operator, its state in a run and its downstreams.
    func text(_ states: GraphStates?, _ style: Style) -> String {
        var lines = [dagID.oneLine]
        let tasks = inOrder
        let width = tasks.map { mark($0).oneLine.count }.max() ?? 0
        for task in tasks {
            var line = "  " + mark(task).oneLine.padding(to: width) + "  " + task.operatorName.oneLine
            if let states {
                let words = states.words(of: task.taskID) { style.paint($0, of: $1) }
                line += ": " + (words.isEmpty ? "no state" : words)
            }
            if task.triggerRule != .allSuccess { line += ", \(task.triggerRule.rawValue)" }
            if task.isSetup { line += ", setup" }
            if task.isTeardown { line += ", teardown" }
            if !task.downstreamTaskIDs.isEmpty {
                line += " -> " + task.downstreamTaskIDs.sorted().joined(separator: ", ").oneLine
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One row for each task.
    func listing(_ states: GraphStates?) -> Listing {
        Listing(
            ["dag_id", "task_id", "operator"] + (states == nil ? [] : ["state"])
                + ["trigger_rule", "mapped", "group", "downstream"],
            rows: inOrder.map { task in
                [.text(dagID), .text(task.taskID), .text(task.operatorName)]
                    + (states.map { [.text($0.words(of: task.taskID))] } ?? [])
                    + [
                        .text(task.triggerRule.rawValue), .text(task.isMapped ? "True" : "False"),
                        Document(task.taskGroupID), .text(task.downstreamTaskIDs.sorted().joined(separator: ", ")),
                    ]
            })
    }

    private func mark(_ task: TaskNode) -> String {
        task.isMapped ? task.taskID + " [ ]" : task.taskID
    }

    /// The tasks, each behind its upstreams; else in the order of the file.
    private var inOrder: [TaskNode] {
        var placed: Set<String> = []
        var ordered: [TaskNode] = []
        var waiting = tasks
        while !waiting.isEmpty {
            let ready = waiting.filter { $0.upstreamTaskIDs.allSatisfy(placed.contains) }
            guard !ready.isEmpty else { return ordered + waiting }
            ordered += ready
            placed.formUnion(ready.map(\.taskID))
            waiting.removeAll { placed.contains($0.taskID) }
        }
        return ordered
    }
}

extension TaskNode {
    /// The operator, as Airflow's UI names it.
    var operatorName: String { customOperatorName ?? self.operator }
}

extension String {
    func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
