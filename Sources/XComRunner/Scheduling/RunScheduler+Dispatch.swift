internal import XCom

extension RunScheduler {
    /// Starts what is ready, as far as there is room.
    mutating func dispatchReady() {
        for key in phases.ready {
            guard phases.active.count - waitingForRuns.count + elsewhere.jobs < limits.jobs else { return }
            guard hasRoom(for: index.graph.tasks[key.task], task: key.task) else { continue }
            phases[key] = .active
            tasks[key.task].setState(.queued, at: key.mapIndex)
            actions.append(.dispatch(key))
        }
    }

    /// How many instances of a task count for its own limits.
    private func activeInstances(of task: Int) -> Int {
        let deferred = rules.countsDeferred ? phases.deferred.count { $0.task == task } : 0
        return phases.active.count { $0.task == task } + deferred
    }

    private func hasRoom(for node: TaskNode, task: Int) -> Bool {
        guard phases.active.count < index.graph.maxActiveTasks else { return false }
        if let most = node.maxActiveTisPerDagrun, activeInstances(of: task) >= most { return false }
        let ofOthers = elsewhere.tasks[index.graph.dagID]?[node.taskID] ?? 0
        if let most = node.maxActiveTisPerDag, activeInstances(of: task) + ofOthers >= most { return false }
        guard let slots = limits.pools[node.pool] else { return true }
        let taken = (elsewhere.pools[node.pool] ?? 0) + slotsTaken(in: node.pool)
        // A task that wants more than there is runs alone: waiting would have no end.
        return taken == 0 || taken + node.poolSlots <= slots
    }

    /// The slots of a pool that this run takes.
    private func slotsTaken(in pool: String) -> Int {
        let holds = limits.poolsWithDeferred.contains(pool) ? [phases.active, phases.deferred] : [phases.active]
        return holds.joined().reduce(0) { sum, key in
            let task = index.graph.tasks[key.task]
            return task.pool == pool ? sum + task.poolSlots : sum
        }
    }
}
