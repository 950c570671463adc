internal import XCom

/// The instances of one task in a run, and how many of them are in which state.
struct TaskInstances {
    private var instances: [Int: ScheduledInstance] = [:]
    private var counts: [TaskInstanceState: Int] = [:]
    /// Map indexes of instances that may be given a try.
    private var schedulable: Set<Int> = []
    /// How many mapped instances have a return value.
    var returnValues = 0

    var isEmpty: Bool { instances.isEmpty }
    var count: Int { instances.count }
    var mapIndexes: [Int] { instances.keys.sorted() }
    var schedulableMapIndexes: [Int] { schedulable.sorted() }
    var states: [TaskInstanceState?] { instances.values.map(\.state) }
    private(set) var finishedCount = 0
    var hasFinished: Bool { finishedCount > 0 }
    /// Whether no instance is to be waited for.
    var allFinished: Bool { finishedCount == instances.count }

    subscript(mapIndex: Int) -> ScheduledInstance? { instances[mapIndex] }

    mutating func insert(_ instance: ScheduledInstance, at mapIndex: Int) {
        instances[mapIndex] = instance
        count(instance.state, by: 1)
        if instance.isSchedulable { schedulable.insert(mapIndex) }
    }

    mutating func remove(at mapIndex: Int) -> ScheduledInstance? {
        guard let instance = instances.removeValue(forKey: mapIndex) else { return nil }
        count(instance.state, by: -1)
        schedulable.remove(mapIndex)
        return instance
    }

    /// Changes what does not bear on the counts.
    mutating func update(_ mapIndex: Int, _ change: (inout ScheduledInstance) -> Void) {
        guard instances[mapIndex] != nil else { return }
        change(&instances[mapIndex, default: ScheduledInstance()])
    }

    mutating func setState(_ state: TaskInstanceState, at mapIndex: Int) {
        guard var instance = instances[mapIndex] else { return }
        count(instance.state, by: -1)
        instance.state = state
        count(state, by: 1)
        instances[mapIndex] = instance
        if instance.isSchedulable { schedulable.insert(mapIndex) } else { schedulable.remove(mapIndex) }
    }

    /// Adds all instances to what a downstream instance looks at.
    func add(to states: inout UpstreamStates, isSetup: Bool) {
        states.add(nil, isSetup: isSetup, count: instances.count)
        for (state, count) in counts where count > 0 {
            states.addState(state, isSetup: isSetup, count: count)
        }
    }

    func count(of state: TaskInstanceState) -> Int {
        counts[state] ?? 0
    }

    private mutating func count(_ state: TaskInstanceState?, by step: Int) {
        guard let state else { return }
        counts[state, default: 0] += step
        if state.isFinished { finishedCount += step }
    }
}

/// Tasks that have to be looked at, each once, in the order in which they came.
struct DirtyTasks {
    private var queue: [Int] = []
    private var next = 0
    private var isQueued: [Bool]

    init(count: Int) {
        isQueued = Array(repeating: false, count: count)
    }

    mutating func insert(_ task: Int) {
        guard !isQueued[task] else { return }
        isQueued[task] = true
        queue.append(task)
    }

    mutating func popFirst() -> Int? {
        guard next < queue.count else {
            queue.removeAll(keepingCapacity: true)
            next = 0
            return nil
        }
        defer { next += 1 }
        isQueued[queue[next]] = false
        return queue[next]
    }
}
