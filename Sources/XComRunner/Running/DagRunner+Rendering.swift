internal import FoundationEssentials
package import XCom
internal import XComPython

extension DagRunner {
    /// A runner that loads the DAG files of `configuration` in this process, for what takes no task to run.
    ///
    /// - `store`: the opened one of `configuration`.
    /// - Throws: ``RunnerError`` `environment` where there is no Python environment to run in.
    package static func inThisProcess(_ configuration: RunnerConfiguration, store: any Store) throws -> DagRunner {
        var configuration = configuration
        configuration.isolation = .inline
        let interpreter = try Interpreter.start(Installation.interpreter(python: configuration.python))
        return try DagRunner(in: interpreter, configuration, store: store)
    }

    /// What the template fields of a task become in a run: in the one of the request's id, else in a new one. Nothing of it
    /// stays in the store.
    ///
    /// - Throws: ``RunnerError`` `refused` where there is no such task, run or instance, or a template fails.
    package func render(
        _ taskID: String, mapIndex: Int?, in request: RunRequest, store: any Store
    ) throws -> [RenderedField] {
        guard let host else { throw RunnerError(.workerFailed, "Tasks are rendered in the calling process only.") }
        let node = try node(taskID, mapIndex: mapIndex, in: graph(of: request.dagID))
        let opening = RunOpening(request: request, now: .now())
        return try store.undone {
            let key = TaskInstanceKey(
                dagID: request.dagID, runID: try runID(opening, in: store), taskID: taskID,
                mapIndex: mapIndex ?? TaskInstanceKey.unmapped)
            let known = try store.taskInstance(key)
            let instance = known ?? TaskInstance(id: .version7(now: opening.now), key: key, of: node)
            if known == nil { try store.insert([instance]) }
            let answer = try host.render(instance.id)
            if let error = answer.error {
                throw RunnerError(.refused, "Task \(key.label) cannot be rendered: \(error.type): \(error.message)")
            }
            return answer.fields
        }
    }

    /// The task, where it has instances of such a map index.
    func node(_ taskID: String, mapIndex: Int?, in graph: DagGraph) throws -> TaskNode {
        let index = GraphIndex(graph)
        guard let number = index.numbers[taskID] else {
            let known = graph.tasks.map(\.taskID)
            let near = taskID.similar(in: known).map { "did you mean \($0)?" }
            throw RunnerError(
                .refused,
                "DAG \(graph.dagID) has no task \(taskID); \(near ?? "there are: \(known.joined(separator: ", "))")")
        }
        let isMapped = index.isExpanded(number)
        if isMapped, mapIndex == nil {
            throw RunnerError(.refused, "Task \(taskID) is mapped: choose an instance of it by --map-index.")
        }
        if !isMapped, mapIndex != nil {
            throw RunnerError(.refused, "Task \(taskID) is not mapped: it has no map index.")
        }
        return graph.tasks[number]
    }

    private func runID(_ opening: RunOpening, in store: any Store) throws -> String {
        guard let runID = opening.request.runID else {
            return try opening.open(plan(opening, in: store), in: store).run.key.runID
        }
        guard try store.dagRun(DagRunKey(dagID: opening.request.dagID, runID: runID)) != nil else {
            throw RunnerError(.refused, "DAG \(opening.request.dagID) has no run \(runID).")
        }
        return runID
    }
}

/// Has what was changed in a transaction undone.
private struct Undo: Error {}

extension Store {
    /// What `body` gives; what it has changed in the store is undone.
    fileprivate func undone<Result>(_ body: () throws -> Result) throws -> Result {
        var result: Result?
        do {
            try transaction {
                result = try body()
                throw Undo()
            }
        } catch is Undo {}
        guard let result else { throw RunnerError(.workerFailed, "A change of the store could not be undone.") }
        return result
    }
}
