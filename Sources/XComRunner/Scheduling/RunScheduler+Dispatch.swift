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
        return hasInstances(for: node, task: task) && hasSlots(for: node)
    }

    /// Whether `max_active_tis_per_dag` lets one more instance run.
    private func hasInstances(for node: TaskNode, task: Int) -> Bool {
        guard let most = node.maxActiveTisPerDag else { return true }
        return activeInstances(of: task) + (outside.tasks[index.graph.dagID]?[node.taskID] ?? 0) < most
    }

    private func hasSlots(for node: TaskNode) -> Bool {
        guard let slots = limits.pools[node.pool] else { return true }
        let taken = (outside.pools[node.pool] ?? 0) + slotsTaken(in: node.pool)
        // A task that wants more than there is runs alone: waiting would have no end.
        return taken == 0 || taken + node.poolSlots <= slots
    }

    // MARK: Other commands

    /// Takes back what was to begin and has no room beside what other commands take by now, the last first.
    ///
    /// - Returns: What waits again.
    mutating func withdraw(_ dispatched: [InstanceIndex], beside others: Occupancy) -> Set<InstanceIndex> {
        self.others = others
        var withdrawn: Set<InstanceIndex> = []
        for key in dispatched.reversed() {
            phases[key] = .ready
            if hasRoom(for: index.graph.tasks[key.task], task: key.task) {
                phases[key] = .active
            } else {
                tasks[key.task].setState(.scheduled, at: key.mapIndex)
                withdrawn.insert(key)
            }
        }
        return withdrawn
    }

    /// What instances wait for that runs of other commands have, in words.
    var takenByOthers: [String] {
        guard others != Occupancy() else { return [] }
        var found: Set<String> = []
        for task in Set(phases.ready.lazy.map(\.task)) {
            let node = index.graph.tasks[task]
            if others.pools[node.pool] ?? 0 > 0, !hasSlots(for: node) { found.insert("slots of pool \(node.pool)") }
            if others.tasks[index.graph.dagID]?[node.taskID] ?? 0 > 0, !hasInstances(for: node, task: task) {
                found.insert("max_active_tis_per_dag of task \(node.taskID)")
            }
        }
        return found.sorted()
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
