internal import XCom
internal import XComRunner

extension DagGraph {
    /// The graph as a Mermaid flowchart; groups are subgraphs.
    var mermaid: String {
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
        return lines.joined(separator: "\n") + "\n"
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
