package import XCom
internal import XComSupervisor

/// Which task instances are cleared, so that they are executed again when their runs are taken up.
///
/// Airflow: `cli/commands/task_command.py, task_clear`.
package struct ClearRequest: Hashable, Sendable {
    package enum Tasks: Hashable, Sendable {
        case all
        /// Those whose ids have this text in them.
        case containing(String)
        /// These; of one that is mapped perhaps one instance.
        case named(Set<String>, mapIndex: Int?)
    }

    package var dagID: String
    /// `nil` for all runs of the DAG.
    package var runIDs: [String]?
    /// The first and the last logical date, in ISO 8601; without an offset they are in `[core] default_timezone`. A run
    /// without one is not meant where there are such.
    package var startDate: String?
    package var endDate: String?
    package var tasks = Tasks.all
    /// Whether what comes before the tasks is meant, too.
    package var upstream = false
    /// Whether what follows on the tasks is meant, too.
    package var downstream = false
    /// Only instances in one of these states; `nil` for all.
    package var states: [TaskInstanceState]?

    package init(dagID: String) {
        self.dagID = dagID
    }
}

extension DagRunner {
    /// Clears task instances of a DAG's runs, and executes nothing.
    ///
    /// - `confirmed`: is shown what will be cleared, as it is before, and says whether it may be.
    ///
    /// - Returns: What was cleared, as it was before; `nil` where it was not to be.
    /// - Throws: ``RunnerError`` `refused`, also for a task that is not there; `runIsActive`.
    package func clear(_ request: ClearRequest, confirmed: ([TaskInstance]) throws -> Bool) throws -> [TaskInstance]? {
        let graph = try graph(of: request.dagID)
        let store = try openStore()
        let meant = try instances(request, graph, in: store)
        guard try confirmed(meant) else { return nil }
        let runs = Dictionary(grouping: meant, by: \.key.dagRun)
        // Whoever executes a run does not look at the store for what becomes of it.
        let locks = try runs.keys.map { key in
            guard let lock = try store.lock(run: key) else { throw RunnerError.isActive(key) }
            return lock
        }
        defer { withExtendedLifetime(locks) {} }
        try store.transaction {
            for (run, instances) in runs {
                let keys = Set(instances.map(\.key))
                try Supervisor(store: store).clear(run) { keys.contains($0.key) }
            }
        }
        return meant
    }

    private func instances(_ request: ClearRequest, _ graph: DagGraph, in store: any Store) throws -> [TaskInstance] {
        let taskIDs = try taskIDs(request, graph)
        let dates = try dates([request.startDate, request.endDate])
        let runs = try store.dagRuns(DagRunFilter(dagID: request.dagID, runIDs: request.runIDs)).filter { run in
            if let start = dates[0], run.logicalDate.map({ $0 < start }) ?? true { return false }
            if let end = dates[1], run.logicalDate.map({ end < $0 }) ?? true { return false }
            return true
        }
        for runID in request.runIDs ?? [] where !runs.contains(where: { $0.key.runID == runID }) {
            throw RunnerError(.refused, "DAG \(request.dagID) has no run \(runID) that is meant.")
        }
        return try runs.flatMap { run in
            try store.taskInstances(
                TaskInstanceFilter(
                    dagID: run.key.dagID, runIDs: [run.key.runID], taskIDs: taskIDs?.sorted(), states: request.states)
            ).filter { instance in
                guard case .named(let named, let mapIndex?) = request.tasks, named.contains(instance.key.taskID)
                else { return true }
                return instance.key.mapIndex == mapIndex
            }
        }
    }

    /// The ids of the tasks that are meant; `nil` for all.
    private func taskIDs(_ request: ClearRequest, _ graph: DagGraph) throws -> Set<String>? {
        let chosen: Set<String>
        switch request.tasks {
        case .all: return nil
        case .named(let taskIDs, _):
            try graph.require(taskIDs)
            chosen = taskIDs
        case .containing(let text):
            chosen = Set(graph.tasks.map(\.taskID).filter { $0.contains(text) })
            guard !chosen.isEmpty else {
                throw RunnerError(.refused, "DAG \(graph.dagID) has no task with \(text) in its id.")
            }
        }
        return try subset(of: graph, chosen, upstream: request.upstream, downstream: request.downstream)
    }

    /// Tasks with what belongs to them.
    func subset(
        of graph: DagGraph, _ taskIDs: Set<String>, upstream: Bool, downstream: Bool
    ) throws -> Set<String> {
        let call = SubsetTasks(
            dagID: graph.dagID, taskIDs: taskIDs.sorted(), upstream: upstream, downstream: downstream)
        guard let answer = try ask(call) else {
            throw RunnerError(.workerFailed, "What belongs to the tasks could not be found out.")
        }
        return Set(answer.taskIDs)
    }

    private func dates(_ texts: [String?]) throws -> [Timestamp?] {
        guard texts.contains(where: { $0 != nil }) else { return texts.map { _ in nil } }
        guard let answer = try ask(ReadDates(dates: texts.compactMap { $0 })) else {
            throw RunnerError(.refused, "The dates cannot be read: give them in ISO 8601.")
        }
        var read = answer.dates[...]
        return texts.map { $0 == nil ? nil : read.popFirst() }
    }
}
