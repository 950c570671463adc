internal import XCom
internal import XComRunner

extension DagGraph {
    /// The graph in lines: each task after its upstreams, with its operator and its downstreams.
    var text: String {
        var lines = [dagID.oneLine]
        let tasks = inOrder
        let width = tasks.map { mark($0).count }.max() ?? 0
        for task in tasks {
            var line = "  " + mark(task).padding(to: width) + "  " + task.operator
            if task.triggerRule != .allSuccess { line += ", \(task.triggerRule.rawValue)" }
            if task.isSetup { line += ", setup" }
            if task.isTeardown { line += ", teardown" }
            if !task.downstreamTaskIDs.isEmpty {
                line += " -> " + task.downstreamTaskIDs.sorted().joined(separator: ", ")
            }
            lines.append(line.oneLine)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One row for each task.
    var listing: Listing {
        Listing(
            ["dag_id", "task_id", "operator", "trigger_rule", "mapped", "group", "downstream"],
            rows: inOrder.map { task in
                [
                    .text(dagID), .text(task.taskID), .text(task.operator), .text(task.triggerRule.rawValue),
                    .text(task.isMapped ? "True" : "False"), Document(task.taskGroupID),
                    .text(task.downstreamTaskIDs.sorted().joined(separator: ", ")),
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

extension String {
    func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
