internal import XCom

extension LoadedDags {
    /// What Airflow warns of for DAGs: a sentence each.
    ///
    /// Airflow: `DagWarning`, of the types non-existent pool and asset conflict.
    ///
    /// - Parameter dagID: Only of this DAG.
    package func warnings(of dagID: String? = nil) -> [String] {
        let assets = dags.flatMap(\.assets)
        return dags.filter { dagID == nil || $0.dagID == dagID }.flatMap {
            poolWarnings($0) + assetWarnings($0, among: assets)
        }
    }

    private func poolWarnings(_ graph: DagGraph) -> [String] {
        Set(graph.tasks.map(\.pool)).subtracting(SchedulerLimits().pools.keys).sorted().map { pool in
            "DAG \(graph.dagID) has tasks in the pool \(pool), which is not there: they run without its limit. In Airflow they "
                + "wait until somebody makes the pool."
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
