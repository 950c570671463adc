import Foundation
import XCom

@testable import XComRunner

/// One run of a golden: what Airflow did, and the graph as far as the golden tells of it.
struct GoldenRun: Sendable, CustomStringConvertible {
    var name: String
    var graph: DagGraph
    var state: DagRunState
    /// By task id; the golden's runs with mapped tasks are left out.
    var instances: [String: (state: TaskInstanceState, tryNumber: Int)]
    var skips: [String: SkipDecision]

    var description: String { name }

    /// The runs without mapping of all goldens in the tree.
    static let unmapped: [GoldenRun] = load()

    private static func load() -> [GoldenRun] {
        let conformance = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Conformance")
        var runs: [GoldenRun] = []
        for folder in ["golden", "airflow_examples"] {
            let files = try? FileManager.default.contentsOfDirectory(
                at: conformance.appending(path: folder), includingPropertiesForKeys: nil)
            for file in (files ?? []).sorted(by: { $0.path < $1.path }) where file.pathExtension == "json" {
                guard let data = try? Data(contentsOf: file),
                    let golden = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
                else { continue }
                for (number, run) in (golden["runs"] as? [[String: Any]] ?? []).enumerated() {
                    let name = "\(file.deletingPathExtension().lastPathComponent) \(number)"
                    if let run = GoldenRun(name, run) { runs.append(run) }
                }
            }
        }
        return runs
    }

    private init?(_ name: String, _ run: [String: Any]) {
        guard let structure = run["structure"] as? [String: Any],
            let tasks = structure["tasks"] as? [String: [String: Any]],
            let edges = structure["edges"] as? [[String]],
            let records = run["task_instances"] as? [[String: Any]],
            let state = DagRunState(rawValue: run["dag_run_state"] as? String ?? ""),
            records.allSatisfy({ $0["map_index"] as? Int == -1 }),
            tasks.values.allSatisfy({ $0["is_mapped"] as? Bool == false })
        else { return nil }
        self.name = name
        self.state = state
        instances = [:]
        for record in records {
            guard let id = record["task_id"] as? String, let number = record["try_number"] as? Int,
                let state = TaskInstanceState(rawValue: record["state"] as? String ?? "")
            else { return nil }
            instances[id] = (state, number)
        }
        skips = [:]
        for xcom in run["xcoms"] as? [[String: Any]] ?? [] where xcom["key"] as? String == SkipDecision.key {
            // Where a backend stores references, the golden does not tell what was decided.
            guard let id = xcom["task_id"] as? String, let value = xcom["value"] as? [String: [String]] else {
                return nil
            }
            let ids = value.mapValues { JSONValue.array($0.map { .string($0) }) }
            skips[id] = SkipDecision(followed: ids["followed"], skipped: ids["skipped"])
        }
        let nodes = tasks.sorted { $0.key < $1.key }.compactMap { id, task -> TaskNode? in
            guard let rule = TriggerRule(rawValue: task["trigger_rule"] as? String ?? "") else { return nil }
            var node = TaskNode(
                taskID: id, upstream: edges.filter { $0[1] == id }.map { $0[0] },
                downstream: edges.filter { $0[0] == id }.map { $0[1] }, rule: rule)
            node.isSetup = task["is_setup"] as? Bool ?? false
            node.isTeardown = task["is_teardown"] as? Bool ?? false
            node.retries = task["retries"] as? Int ?? 0
            node.retryDelay = 0
            return node
        }
        graph = DagGraph(dagID: run["dag_id"] as? String ?? "", tasks: nodes)
    }
}
