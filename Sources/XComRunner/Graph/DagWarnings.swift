package import XCom

extension LoadedDags {
    /// What Airflow warns of for DAGs: a sentence each.
    ///
    /// Airflow: `DagWarning`, of the types non-existent pool and asset conflict.
    ///
    /// - `dagID`: only of this DAG.
    /// - `pools`: those that somebody has made.
    package func warnings(of dagID: String? = nil, pools: [PoolRecord]) -> [String] {
        let assets = dags.flatMap(\.assets)
        return dags.filter { dagID == nil || $0.dagID == dagID }.flatMap {
            poolWarnings($0, pools) + assetWarnings($0, among: assets)
        }
    }

    private func poolWarnings(_ graph: DagGraph, _ pools: [PoolRecord]) -> [String] {
        let slots = Dictionary(pools.map { ($0.pool, $0.slots) }, uniquingKeysWith: { first, _ in first })
        let missing = Set(graph.tasks.map(\.pool)).subtracting(slots.keys).subtracting([PoolRecord.defaultName])
        return missing.sorted().map { pool in
            "DAG \(graph.dagID) has tasks in the pool \(pool), which is not there: they run without its limit. In Airflow they "
                + "wait until somebody makes the pool, as xcom pools set \(pool) SLOTS does."
        }
            + graph.tasks.compactMap { task in
                guard let most = slots[task.pool], most != PoolRecord.unlimited, task.poolSlots > most else {
                    return nil
                }
                return
                    "DAG \(graph.dagID): task \(task.taskID) takes \(task.poolSlots) of the \(most) slots of pool \(task.pool): it "
                    + "runs while no other task of the pool does. In Airflow it waits until the pool is larger."
            }
    }

    /// Of two assets with one name, or with one URI, the first has it.
    private func assetWarnings(_ graph: DagGraph, among all: [DagGraph.AssetNode]) -> [String] {
        graph.assets.compactMap { asset in
            let other = all.first { ($0.name == asset.name) != ($0.uri == asset.uri) }
            guard let other, all.first(where: { $0.name == asset.name || $0.uri == asset.uri }) != asset else {
                return nil
            }
            let what = other.name == asset.name ? "name \(asset.name)" : "URI \(asset.uri)"
            return "DAG \(graph.dagID) has an asset \(asset.name) (\(asset.uri)) whose \(what) belongs to another one: "
                + "\(other.name) (\(other.uri)). Tasks with it fail; name it as the other one, or give it a name and a URI of its own."
        }
    }
}
