internal import XCom

/// What of a run that has ended is executed again.
package enum Repetition: Hashable, Sendable {
    case all
    /// What failed, or did not run because of it, and what follows on it.
    case failed
    /// Some tasks; of one that is mapped perhaps one instance.
    case tasks(Set<String>, upstream: Bool, downstream: Bool, mapIndex: Int?)
}

/// The task instances that are cleared before a run is executed again.
struct ClearedInstances: Hashable, Sendable {
    /// All instances of these tasks; `nil` for all tasks.
    var taskIDs: Set<String>?
    /// These beside them.
    var keys: Set<TaskInstanceKey> = []

    static let all = ClearedInstances(taskIDs: nil)

    func contains(_ instance: TaskInstance) -> Bool {
        taskIDs?.contains(instance.key.taskID) ?? true || keys.contains(instance.key)
    }
}

extension Repetition {
    /// Chooses the instances.
    ///
    /// - `subset`: what the Task SDK's `DAG.partial_subset` gives for tasks, with their upstreams and downstreams.
    ///
    /// - Throws: ``RunnerError`` `refused` for what is not in the run.
    func instances(
        of run: DagRun, in graph: DagGraph, _ store: any Store,
        subset: (Set<String>, _ upstream: Bool, _ downstream: Bool) throws -> Set<String>
    ) throws -> ClearedInstances {
        switch self {
        case .all: return .all
        case .failed:
            let states: [TaskInstanceState?] = [.failed, .upstreamFailed]
            let failed = try store.taskInstances(
                TaskInstanceFilter(dagID: run.key.dagID, runIDs: [run.key.runID], states: states)
            ).map(\.key)
            guard !failed.isEmpty else {
                throw RunnerError(
                    .refused,
                    "Nothing has failed in the run \(run.key.runID) of DAG \(run.key.dagID). --again executes all of it."
                )
            }
            let tasks = Set(failed.map(\.taskID))
            let following = GraphIndex(graph).below(tasks)
            let others = try subset(tasks, false, true).subtracting(tasks)
            return ClearedInstances(taskIDs: others.union(following), keys: Set(failed))
        case .tasks(let tasks, let upstream, let downstream, let mapIndex):
            try graph.require(tasks)
            let chosen = try subset(tasks, upstream, downstream)
            guard let mapIndex else { return ClearedInstances(taskIDs: chosen) }
            let keys = tasks.map {
                TaskInstanceKey(dagID: run.key.dagID, runID: run.key.runID, taskID: $0, mapIndex: mapIndex)
            }
            for key in keys where try store.taskInstance(key) == nil {
                throw RunnerError(
                    .refused, "Task \(key.taskID) has no map index \(mapIndex) in the run \(run.key.runID).")
            }
            return ClearedInstances(taskIDs: chosen.subtracting(tasks), keys: Set(keys))
        }
    }
}

extension DagGraph {
    /// - Throws: ``RunnerError`` `refused` for the first of the tasks that the DAG does not have.
    func require(_ taskIDs: Set<String>) throws(RunnerError) {
        let known = tasks.map(\.taskID)
        guard let unknown = taskIDs.subtracting(known).min() else { return }
        let near = unknown.similar(in: known).map { " Did you mean \($0)?" } ?? ""
        throw RunnerError(.refused, "DAG \(dagID) has no task \(unknown).\(near)")
    }
}
