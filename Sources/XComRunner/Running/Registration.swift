internal import XCom
internal import XComSupervisor

/// Enters loaded DAGs and their assets into the store, where supervisor messages look for them.
struct Registration {
    private let dags: LoadedDags

    init(_ dags: LoadedDags) {
        self.dags = dags
    }

    /// - Returns: The assets that were not known.
    func save(in store: any Store) throws -> [AssetRecord] {
        try store.transaction {
            var created: [AssetRecord] = []
            for graph in dags.dags {
                var record = DagRecord(dagID: graph.dagID)
                record.fileloc = graph.fileloc
                record.relativeFileloc = graph.relativeFileloc
                record.owners = graph.owners
                record.tags = graph.tags
                if try store.dag(id: graph.dagID) != record { try store.save(record) }
                try graph.structure.save(dagID: graph.dagID, in: store)
                for node in graph.assets {
                    let asset = AssetRecord(
                        key: AssetKey(name: node.name, uri: node.uri), group: node.group, extra: node.extra)
                    if try store.asset(name: node.name)?.key != asset.key { created.append(asset) }
                    try store.save(asset)
                }
            }
            return created
        }
    }
}

extension DagGraph {
    /// What supervisor messages ask of the DAG's tasks.
    fileprivate var structure: DagStructure {
        let parents = Dictionary(
            taskGroups.map { ($0.groupID, $0.parentGroupID) }, uniquingKeysWith: { first, _ in first })
        return DagStructure(
            tasks: tasks.map { task in
                var groups: [String] = []
                var group = task.taskGroupID
                while let id = group, !groups.contains(id) {
                    groups.insert(id, at: 0)
                    group = parents[id] ?? nil
                }
                return DagStructure.Task(
                    taskID: task.taskID, retries: task.retries, taskGroupIDs: groups, assets: task.assets)
            })
    }
}
