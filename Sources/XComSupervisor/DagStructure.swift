package import XCom

/// What messages ask of a DAG's tasks: which belong to a task group, how often each is tried again, which assets it
/// names.
///
/// Whoever loads DAGs saves it; Airflow has it in its `serialized_dag` table.
package struct DagStructure: Codable, Hashable, Sendable {
    /// One task.
    package struct Task: Codable, Hashable, Sendable {
        package var taskID: String
        package var retries: Int
        /// The task groups that the task is in, from the outermost to the innermost.
        package var taskGroupIDs: [String]
        /// The assets among its inlets and outlets.
        package var assets: [OutletEvent.Key]

        package init(taskID: String, retries: Int = 0, taskGroupIDs: [String] = [], assets: [AssetKey] = []) {
            self.taskID = taskID
            self.retries = retries
            self.taskGroupIDs = taskGroupIDs
            self.assets = assets.map { OutletEvent.Key(name: $0.name, uri: $0.uri) }
        }
    }

    package var tasks: [Task]

    package init(tasks: [Task]) {
        self.tasks = tasks
    }

    /// Saves the structure of a DAG that is in the store, if it is not that already.
    package func save(dagID: String, in store: any Store) throws {
        let data = WireValue(encoding: self)
        if try store.structure(dagID: dagID) != data {
            try store.saveStructure(data, dagID: dagID)
        }
    }

    /// The structure of a DAG, where it was saved.
    package init?(dagID: String, in store: any Store) throws {
        guard let data = try store.structure(dagID: dagID) else { return nil }
        self = try MessageCoding.decode(DagStructure.self, from: data.utf8)
    }

    func task(_ taskID: String) -> Task? {
        tasks.first { $0.taskID == taskID }
    }

    /// The ids of the tasks in a group, at any depth; `nil` where there is no such group.
    func taskIDs(inGroup taskGroupID: String) -> [String]? {
        let members = tasks.filter { $0.taskGroupIDs.contains(taskGroupID) }
        return members.isEmpty ? nil : members.map(\.taskID)
    }
}
