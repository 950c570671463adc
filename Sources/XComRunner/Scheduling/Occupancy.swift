internal import XCom

/// What the processes of a run's tasks take of what several runs share.
struct Occupancy: Equatable {
    /// How many processes there are. Those that wait for another run of the command are none: it could not come to its end.
    var jobs = 0
    /// Slots by pool.
    var pools: [String: Int] = [:]
    /// Instances by DAG, then by task: of tasks with a limit over all runs.
    var tasks: [String: [String: Int]] = [:]

    static func + (a: Occupancy, b: Occupancy) -> Occupancy {
        var sum = a
        sum.jobs += b.jobs
        sum.pools.merge(b.pools, uniquingKeysWith: +)
        sum.tasks.merge(b.tasks) { $0.merging($1, uniquingKeysWith: +) }
        return sum
    }
}

extension Occupancy {
    /// What runs of other commands take. Their processes are not this command's.
    ///
    /// - `limits`: say which pools count deferred instances.
    init(_ taken: [TakenSlots], limits: SchedulerLimits, rules: SchedulingRules) {
        for entry in taken {
            let isDeferred = entry.state.isDeferred
            if !isDeferred || limits.poolsWithDeferred.contains(entry.pool) {
                pools[entry.pool, default: 0] += entry.slots
            }
            if !isDeferred || rules.countsDeferred {
                tasks[entry.dagID, default: [:]][entry.taskID, default: 0] += entry.instances
            }
        }
    }
}

extension RunScheduler {
    /// What this run takes.
    var occupancy: Occupancy {
        var taken = Occupancy(jobs: phases.active.count - waitingForRuns.count)
        for key in phases.active {
            let node = index.graph.tasks[key.task]
            taken.pools[node.pool, default: 0] += node.poolSlots
        }
        for key in phases.deferred {
            let node = index.graph.tasks[key.task]
            if limits.poolsWithDeferred.contains(node.pool) { taken.pools[node.pool, default: 0] += node.poolSlots }
        }
        for key in rules.countsDeferred ? phases.active.union(phases.deferred) : phases.active {
            let node = index.graph.tasks[key.task]
            guard node.maxActiveTisPerDag != nil else { continue }
            taken.tasks[index.graph.dagID, default: [:]][node.taskID, default: 0] += 1
        }
        return taken
    }
}
