internal import XCom

/// Which runs a command executes, and when: events in, the runs to begin out, nothing else touched.
struct RunAgenda {
    /// A run that is to begin.
    struct Entry: Equatable {
        var request: RunRequest
        var cause: Cause
        /// How many runs there are above it, each of which has made the next one or waits for it.
        var depth = 0
    }

    enum Cause: Equatable {
        /// The command is about it.
        case planned
        /// A task waits for it.
        case awaited(by: TaskInstanceKey)
        /// A task, or an asset, has made it, and nobody waits for it.
        case followed

        var isAwaited: Bool {
            if case .awaited = self { true } else { false }
        }
    }

    /// No chain of runs is longer: what makes or awaits itself has an end.
    static let deepest = 32

    /// How many planned runs are under way at once.
    private let limit: Int
    /// Whether runs that nobody waits for are executed at the end.
    let follows: Bool
    private var planned: [RunRequest]
    private var awaited: [Entry] = []
    /// Runs that were made on the way, in their order.
    private var made: [(key: DagRunKey, depth: Int)] = []
    private var active: [DagRunKey: Entry] = [:]

    init(_ planned: [RunRequest], limit: Int = 1, follows: Bool = false) {
        self.planned = planned
        self.limit = limit
        self.follows = follows
    }

    // MARK: Events

    /// What is to begin now.
    mutating func next() -> [Entry] {
        var entries = awaited
        awaited = []
        let running = active.values.count { $0.cause == .planned }
        let due = planned.prefix(max(0, limit - running))
        planned.removeFirst(due.count)
        entries += due.map { Entry(request: $0, cause: .planned) }
        guard entries.isEmpty, active.isEmpty, planned.isEmpty, follows,
            let index = made.firstIndex(where: { $0.depth < Self.deepest })
        else { return entries }
        let (key, depth) = made.remove(at: index)
        return [Entry(request: RunRequest(dagID: key.dagID, runID: key.runID), cause: .followed, depth: depth)]
    }

    mutating func began(_ key: DagRunKey, _ entry: Entry) {
        made.removeAll { $0.key == key }
        active[key] = entry
    }

    mutating func ended(_ key: DagRunKey) {
        active[key] = nil
    }

    /// A task waits for a run.
    ///
    /// - Returns: Whether it begins; not where the chain of runs would be too long.
    mutating func awaits(_ request: RunRequest, by task: TaskInstanceKey) -> Bool {
        let depth = depth(below: task.dagRun)
        guard depth < Self.deepest else { return false }
        if !awaited.contains(where: { $0.request == request }) {
            awaited.append(Entry(request: request, cause: .awaited(by: task), depth: depth))
        }
        return true
    }

    /// A run was made, or queued anew, by another one.
    mutating func made(_ key: DagRunKey, by run: DagRunKey) {
        guard active[key] == nil, !made.contains(where: { $0.key == key }) else { return }
        made.append((key, depth(below: run)))
    }

    /// The command is stopped: nothing begins any more.
    mutating func stop() {
        planned = []
        awaited = []
    }

    // MARK: Reading

    /// Whether a run goes on, or is about to.
    func isUnderWay(_ key: DagRunKey) -> Bool {
        active[key] != nil || planned.contains { $0.dagID == key.dagID && $0.runID == key.runID }
    }

    /// Runs that were made on the way and have not begun.
    var left: [DagRunKey] { made.map(\.key) }

    private func depth(below run: DagRunKey) -> Int {
        (active[run]?.depth ?? 0) + 1
    }
}
