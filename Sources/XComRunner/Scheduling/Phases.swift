internal import XCom

/// What is under way for an instance; its state is what is recorded of it.
enum Phase: Equatable {
    /// Nothing: its upstreams are not done, or it is.
    case idle
    /// It is not given a new try before a moment.
    case waiting(until: Timestamp)
    /// It is scheduled, and waits for a slot.
    case ready
    /// Its process was started and has not ended.
    case active
    /// Its trigger was.
    case deferred
}

/// The phase of every instance of a run, and who is in which.
struct Phases {
    /// The priority weight of each task.
    private let weights: [Int]
    private var phases: [InstanceIndex: Phase] = [:]
    private(set) var waiting: [InstanceIndex: Timestamp] = [:]
    /// The heaviest first, then by map index, then in the order of tasks.
    private(set) var ready: [InstanceIndex] = []
    private(set) var active: Set<InstanceIndex> = []
    private(set) var deferred: Set<InstanceIndex> = []

    init(weights: [Int]) {
        self.weights = weights
    }

    /// Whether nothing is under way for any instance.
    var areIdle: Bool { phases.isEmpty }

    subscript(key: InstanceIndex) -> Phase {
        get { phases[key] ?? .idle }
        set {
            switch phases[key] {
            case nil, .idle: break
            case .waiting: waiting[key] = nil
            case .ready: ready.remove(at: place(of: key))
            case .active: active.remove(key)
            case .deferred: deferred.remove(key)
            }
            phases[key] = newValue == .idle ? nil : newValue
            switch newValue {
            case .idle: break
            case .waiting(let due): waiting[key] = due
            case .ready: ready.insert(key, at: place(of: key))
            case .active: active.insert(key)
            case .deferred: deferred.insert(key)
            }
        }
    }

    /// Where an instance is among those that are ready, or would be.
    private func place(of key: InstanceIndex) -> Int {
        func rank(_ key: InstanceIndex) -> (Int, Int, Int) { (-weights[key.task], key.mapIndex, key.task) }
        var (low, high) = (0, ready.count)
        while low < high {
            let middle = (low + high) / 2
            if rank(ready[middle]) < rank(key) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
