/// What scheduling derives from a ``DagGraph`` once: tasks by number, closures, mapped groups, setups and teardowns.
///
/// Tasks are numbered in the order of the graph.
struct GraphIndex: Sendable {
    let graph: DagGraph
    let numbers: [String: Int]
    let groups: [String: TaskGroupNode]
    let upstream: [[Int]]
    let downstream: [[Int]]
    /// The mapped groups around each task, the innermost first.
    let mappedGroups: [[String]]
    /// The tasks whose values a task's own expansion needs (without those of the groups around it).
    let ownExpansionSources: [[Int]]
    /// Setups that a task waits for without being directly downstream of them.
    let indirectSetups: [[Int]]
    /// What has to be done between the setups of a teardown and the teardown itself.
    let teardownScope: [[Int]]
    /// Tasks whose instances may become schedulable, or change, when an instance of this task ends.
    let dependents: [[Int]]
    /// Whether something is mapped over a task's return value.
    let isExpansionSource: [Bool]
    /// Tasks whose states decide how the run ends.
    let leaves: [Int]

    init(_ graph: DagGraph) {
        self.graph = graph
        let tasks = graph.tasks
        let numbers = Dictionary(tasks.enumerated().map { ($1.taskID, $0) }, uniquingKeysWith: { first, _ in first })
        let groups = Dictionary(graph.taskGroups.map { ($0.groupID, $0) }, uniquingKeysWith: { first, _ in first })
        self.numbers = numbers
        self.groups = groups
        let upstream = tasks.map { $0.upstreamTaskIDs.compactMap { numbers[$0] }.sorted() }
        let downstream = tasks.map { $0.downstreamTaskIDs.compactMap { numbers[$0] }.sorted() }
        self.upstream = upstream
        self.downstream = downstream

        mappedGroups = tasks.map { task in
            var found: [String] = []
            var next = task.taskGroupID
            while let id = next, let group = groups[id] {
                if group.isMapped { found.append(id) }
                next = group.parentGroupID
            }
            return found
        }
        ownExpansionSources = tasks.map { $0.expand?.taskIDs.compactMap { numbers[$0] } ?? [] }

        let all = Closures(upstream: upstream, downstream: downstream)
        indirectSetups = tasks.indices.map { task in
            guard !tasks[task].isTeardown else { return [] }
            return Self.relevantSetups(of: task, tasks: tasks, downstream: downstream, closures: all)
                .subtracting(upstream[task]).sorted()
        }
        teardownScope = tasks.indices.map { task in
            guard tasks[task].isTeardown else { return [] }
            let indirect = all.above(task).subtracting(upstream[task])
            guard !indirect.isEmpty else { return [] }
            var scope: Set<Int> = []
            for setup in upstream[task] where tasks[setup].isSetup {
                scope.formUnion(indirect.intersection(all.below(setup)))
            }
            return scope.sorted()
        }

        var dependents = downstream.map { Set($0) }
        for task in tasks.indices {
            for other in indirectSetups[task] + teardownScope[task] + ownExpansionSources[task] {
                dependents[other].insert(task)
            }
            for group in mappedGroups[task] {
                for source in groups[group]?.expand?.taskIDs.compactMap({ numbers[$0] }) ?? [] {
                    dependents[source].insert(task)
                }
            }
        }
        self.dependents = dependents.map { $0.sorted() }
        let expansions = tasks.compactMap(\.expand) + graph.taskGroups.compactMap(\.expand)
        let sources = Set(expansions.flatMap(\.taskIDs))
        isExpansionSource = tasks.map { sources.contains($0.taskID) }
        leaves = Self.leaves(tasks: tasks, downstream: downstream)
    }

    /// Whether the group right around a task is mapped.
    func isDirectlyInMappedGroup(_ task: Int) -> Bool {
        graph.tasks[task].taskGroupID.flatMap { groups[$0] }?.isMapped ?? false
    }

    /// Whether a task is mapped, or in a mapped group.
    func isExpanded(_ task: Int) -> Bool {
        graph.tasks[task].isMapped || !mappedGroups[task].isEmpty
    }

    /// The innermost mapped group that both tasks are in.
    func commonMappedGroup(_ task: Int, _ relative: Int) -> String? {
        mappedGroups[relative].first { mappedGroups[task].contains($0) }
    }

    /// Whether a task is expanded further than a group around it.
    func isFurtherMapped(_ task: Int, inside group: String) -> Bool {
        if graph.tasks[task].isMapped { return true }
        return mappedGroups[task].first != group
    }

    /// Setups above a task that matter to it: those with a teardown below the task, and those without teardown.
    private static func relevantSetups(
        of task: Int, tasks: [TaskNode], downstream: [[Int]], closures: Closures
    ) -> Set<Int> {
        let setups = closures.above(task).filter { tasks[$0].isSetup }
        guard !setups.isEmpty else { return [] }
        let teardownsBelow = closures.below(task).filter { tasks[$0].isTeardown }
        return setups.filter { setup in
            let teardowns = downstream[setup].filter { tasks[$0].isTeardown }
            return teardowns.isEmpty || !teardownsBelow.isDisjoint(with: downstream[setup])
        }
    }

    /// Tasks with nothing below them but teardowns, teardowns themselves left out unless they may fail the run.
    private static func leaves(tasks: [TaskNode], downstream: [[Int]]) -> [Int] {
        func counts(_ task: Int) -> Bool {
            !tasks[task].isTeardown || tasks[task].onFailureFailDagrun
        }
        let effective = tasks.indices.filter { counts($0) && !downstream[$0].contains(where: counts) }
        return effective.isEmpty ? tasks.indices.filter { downstream[$0].isEmpty } : effective
    }
}

extension GraphIndex {
    /// The ids of the tasks that follow on some, at whatever distance.
    func below(_ taskIDs: Set<String>) -> Set<String> {
        let found = taskIDs.compactMap { numbers[$0] }.reduce(into: Set<Int>()) { found, task in
            found.formUnion(Closures.reach(task, downstream))
        }
        return Set(found.map { graph.tasks[$0].taskID })
    }
}

/// What is above and below each task, found when it is asked for.
private final class Closures {
    private let upstream: [[Int]]
    private let downstream: [[Int]]
    private var aboveCache: [Int: Set<Int>] = [:]
    private var belowCache: [Int: Set<Int>] = [:]

    init(upstream: [[Int]], downstream: [[Int]]) {
        self.upstream = upstream
        self.downstream = downstream
    }

    func above(_ task: Int) -> Set<Int> {
        if let known = aboveCache[task] { return known }
        let found = Self.reach(task, upstream)
        aboveCache[task] = found
        return found
    }

    func below(_ task: Int) -> Set<Int> {
        if let known = belowCache[task] { return known }
        let found = Self.reach(task, downstream)
        belowCache[task] = found
        return found
    }

    static func reach(_ start: Int, _ edges: [[Int]]) -> Set<Int> {
        var found: Set<Int> = []
        var open = edges[start]
        while let next = open.popLast() {
            if found.insert(next).inserted { open.append(contentsOf: edges[next]) }
        }
        return found
    }
}
