internal import XCom

extension RunScheduler {
    /// Starts what is ready, as far as there is room.
    mutating func dispatchReady() {
        for key in phases.ready {
            guard phases.active.count < limits.jobs else { return }
            guard hasRoom(for: index.graph.tasks[key.task], task: key.task) else { continue }
            phases[key] = .active
            tasks[key.task].setState(.queued, at: key.mapIndex)
            actions.append(.dispatch(key))
        }
    }

    private func hasRoom(for node: TaskNode, task: Int) -> Bool {
        guard phases.active.count < index.graph.maxActiveTasks else { return false }
        if let most = [node.maxActiveTisPerDag, node.maxActiveTisPerDagrun].compactMap({ $0 }).min(),
            phases.active.count(where: { $0.task == task }) >= most
        {
            return false
        }
        guard let slots = limits.pools[node.pool] else { return true }
        let taken = phases.active.reduce(0) { sum, other in
            let task = index.graph.tasks[other.task]
            return task.pool == node.pool ? sum + task.poolSlots : sum
        }
        // A task that wants more than there is runs alone: waiting would have no end.
        return taken == 0 || taken + node.poolSlots <= slots
    }
}
