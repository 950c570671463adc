internal import XCom
internal import XComRunner

extension DagGraph {
    /// The graph as a Mermaid flowchart; groups are subgraphs, and tasks have the colours of their states in a run.
    func mermaid(_ states: GraphStates?) -> String {
        let numbers = Dictionary(uniqueKeysWithValues: tasks.enumerated().map { ($1.taskID, $0) })
        let labels = Dictionary(
            edgeLabels.map { ([$0.from, $0.to], $0.label) }, uniquingKeysWith: { first, _ in first })
        var lines = ["---", "title: \(Document.quoted(dagID))", "---", "flowchart LR"]
        appendTasks(of: nil, indent: "    ", numbers: numbers, to: &lines)
        for (number, task) in tasks.enumerated() {
            for downstream in task.downstreamTaskIDs.sorted() {
                guard let target = numbers[downstream] else { continue }
                let label = labels[[task.taskID, downstream]].map { "|\(Self.escaped($0))|" } ?? ""
                lines.append("    t\(number) -->\(label) t\(target)")
            }
        }
        if let states { appendColors(of: states, numbers, to: &lines) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func appendColors(of states: GraphStates, _ numbers: [String: Int], to lines: inout [String]) {
        var nodes: [String: [Int]] = [:]
        for (number, task) in tasks.enumerated() {
            if let state = states.state(of: task.taskID) { nodes[state.rawValue, default: []].append(number) }
        }
        for state in TaskInstanceState.allCases {
            guard let numbers = nodes[state.rawValue] else { continue }
            let (fill, text) = Self.colors(of: state)
            lines.append("    classDef \(state.rawValue) fill:\(fill),color:\(text)")
            lines.append("    class \(numbers.map { "t\($0)" }.joined(separator: ",")) \(state.rawValue)")
        }
    }

    /// `airflow-core utils/state.py, State.color` and `color_fg`.
    private static func colors(of state: TaskInstanceState) -> (fill: String, text: String) {
        switch state {
        case .success: ("green", "white")
        case .failed: ("red", "white")
        case .running: ("lime", "black")
        case .upstreamFailed: ("orange", "black")
        case .skipped: ("hotpink", "black")
        case .upForRetry: ("gold", "black")
        case .upForReschedule: ("turquoise", "black")
        case .deferred, .awaitingInput: ("mediumpurple", "black")
        case .scheduled: ("tan", "black")
        case .queued: ("gray", "black")
        case .restarting: ("violet", "black")
        case .removed: ("lightgrey", "black")
        }
    }

    private func appendTasks(of group: String?, indent: String, numbers: [String: Int], to lines: inout [String]) {
        for task in tasks where task.taskGroupID == group {
            guard let number = numbers[task.taskID] else { continue }
            let label = Self.escaped(task.label)
            // A mapped task is drawn as several.
            lines.append(task.isMapped ? "\(indent)t\(number)[[\(label)]]" : "\(indent)t\(number)[\(label)]")
        }
        for (number, child) in taskGroups.enumerated() where child.parentGroupID == group && child.groupID != group {
            lines.append("\(indent)subgraph g\(number)[\(Self.escaped(child.label))]")
            appendTasks(of: child.groupID, indent: indent + "    ", numbers: numbers, to: &lines)
            lines.append("\(indent)end")
        }
    }

    private static func escaped(_ text: String) -> String {
        "\"" + text.oneLine.replacing("\"", with: "#quot;") + "\""
    }
}
