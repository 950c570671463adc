internal import XCom
internal import XComFrames

extension DagRunner {
    /// Which tasks of a DAG run in processes of bundles.
    ///
    /// - `only`: asks about one task alone.
    /// - `meanwhile`: waits for something of the worker, while orders are under way.
    /// - Throws: ``RunnerError`` `refused` where a task of a run of this program's own could not run. In somebody else's program
    ///   such a task fails as it does in Airflow.
    func bundles(
        of graph: DagGraph, only taskID: String? = nil, meanwhile: ((Int32) throws -> Void)? = nil
    ) throws -> BundleTasks {
        let tasks = graph.tasks.filter { taskID == nil || $0.taskID == taskID }
        guard try settings().routesQueues || tasks.contains(where: \.isStub) else { return BundleTasks() }
        let question = FindBundles(
            given: givenBundles, schemaVersion: FrameSchema.version, dagID: graph.dagID,
            tasks: tasks.map { FindBundles.Task(taskID: $0.taskID, queue: $0.queue, isStub: $0.isStub) })
        guard let answer = try ask(question, meanwhile) else {
            throw RunnerError(.workerFailed, "The bundles of DAG \(graph.dagID) could not be looked for.")
        }
        let found = BundleTasks(answer)
        if !found.problems.isEmpty, !isHosted {
            throw RunnerError(.refused, found.problems.joined(separator: "\n"))
        }
        return found
    }
}
