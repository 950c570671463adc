internal import XCom

/// Enters loaded DAGs and their assets into the store, where supervisor messages look for them.
struct Registration {
    private let dags: LoadedDags

    init(_ dags: LoadedDags) {
        self.dags = dags
    }

    func save(in store: any Store) throws {
        try store.transaction {
            for graph in dags.dags {
                var record = DagRecord(dagID: graph.dagID)
                record.fileloc = graph.fileloc
                record.relativeFileloc = graph.relativeFileloc
                record.owners = graph.owners
                record.tags = graph.tags
                if try store.dag(id: graph.dagID) != record { try store.save(record) }
                for node in graph.assets {
                    let extra = WireValue(text: node.extra ?? "{}")
                    try store.save(
                        Asset(key: AssetKey(name: node.name, uri: node.uri), group: node.group ?? "asset", extra: extra)
                    )
                }
            }
        }
    }
}
