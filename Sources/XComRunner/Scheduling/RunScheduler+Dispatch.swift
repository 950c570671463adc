internal import XCom

extension RunScheduler {
    /// Starts what is ready, as far as there is room: the heaviest first, then by map index, then in the order of tasks.
    mutating func dispatchReady() {
        guard !ready.isEmpty, active.count < limits.jobs else { return }
        let nodes = index.graph.tasks
        ready.sort { a, b in
            (-nodes[a.task].priorityWeight, a.mapIndex, a.task) < (-nodes[b.task].priorityWeight, b.mapIndex, b.task)
        }
        var waiting: [InstanceIndex] = []
        for key in ready {
            if hasRoom(for: nodes[key.task], task: key.task) {
                active.insert(key)
                tasks[key.task].setState(.queued, at: key.mapIndex)
                actions.append(.dispatch(key))
            } else {
                waiting.append(key)
            }
        }
        ready = waiting
    }

    private func hasRoom(for node: TaskNode, task: Int) -> Bool {
        guard active.count < limits.jobs, active.count < index.graph.maxActiveTasks else { return false }
        if let most = [node.maxActivePerDag, node.maxActivePerDagRun].compactMap({ $0 }).min(),
            active.count(where: { $0.task == task }) >= most
        {
            return false
        }
        guard let slots = limits.pools[node.pool] else { return true }
        let taken = active.reduce(0) { sum, other in
            let task = index.graph.tasks[other.task]
            return task.pool == node.pool ? sum + task.poolSlots : sum
        }
        // A task that wants more than there is runs alone: waiting would have no end.
        return taken == 0 || taken + node.poolSlots <= slots
    }
}
