internal import XCom

extension RunScheduler {
    /// A task of which something is under way.
    struct TaskUnderWay {
        var task: Int
        /// Counts of its instances.
        var total = 0
        var finished = 0
        var failed = 0
        var active: [InstanceIndex] = []
        var deferred: [InstanceIndex] = []
        /// The instance whose moment comes first, of those that wait for one.
        var waiting: (instance: InstanceIndex, date: Timestamp)?
        var waitingCount = 0

        var first: InstanceIndex { active.first ?? deferred.first ?? waiting?.instance ?? InstanceIndex(task: task) }
    }

    /// The tasks of which something is under way, in the order of the graph.
    var tasksUnderWay: [TaskUnderWay] {
        var found: [Int: TaskUnderWay] = [:]
        for instance in phases.active {
            found[instance.task, default: .init(task: instance.task)].active.append(instance)
        }
        for instance in phases.deferred {
            found[instance.task, default: .init(task: instance.task)].deferred.append(instance)
        }
        for (instance, date) in phases.waiting {
            var task = found[instance.task, default: .init(task: instance.task)]
            task.waitingCount += 1
            if task.waiting.map({ (date, instance) < ($0.date, $0.instance) }) ?? true {
                task.waiting = (instance, date)
            }
            found[instance.task] = task
        }
        return found.keys.sorted().compactMap { found[$0] }.map { task in
            var task = task
            let instances = tasks[task.task]
            task.total = instances.count
            task.finished = instances.finishedCount
            task.failed = instances.count(of: .failed) + instances.count(of: .upstreamFailed)
            return task
        }
    }
}
