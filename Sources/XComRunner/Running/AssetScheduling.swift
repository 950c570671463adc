internal import XCom

/// Queues the runs of DAGs that assets schedule, when these have changed.
///
/// Airflow: `assets/manager.py`, and the scheduler's `_create_dag_runs_asset_triggered`.
struct AssetScheduling {
    let graphs: [DagGraph]
    let store: any Store
    let clock: () -> Timestamp

    init(_ graphs: [DagGraph], store: any Store, clock: @escaping () -> Timestamp = Timestamp.now) {
        self.graphs = graphs.filter { $0.assetCondition != nil }
        self.store = store
        self.clock = clock
    }

    /// A task instance has ended well.
    ///
    /// - Returns: The runs that its events have brought about.
    func succeeded(_ instance: TaskInstance) throws -> [DagRunKey] {
        guard !graphs.isEmpty else { return [] }
        var filter = AssetEventFilter()
        filter.source = instance.key
        filter.after = instance.startDate
        return try store.transaction {
            let events = try store.assetEvents(filter)
            guard !events.isEmpty else { return [] }
            return try graphs.compactMap { graph in
                guard let condition = graph.assetCondition, events.contains(where: condition.concerns) else {
                    return nil
                }
                for event in events where condition.concerns(event) {
                    try store.queue(event.asset.key, for: graph.dagID, at: clock())
                }
                let rules = try store.dagRun(instance.key.dagRun)?.rules ?? .airflow3
                return try run(of: graph.dagID, condition, rules)
            }
        }
    }

    /// The run of a DAG whose condition is met; it consumes the events since the last one.
    private func run(of dagID: String, _ condition: AssetCondition, _ rules: AirflowRules) throws -> DagRunKey? {
        let queued = try store.queuedAssets(for: dagID)
        guard let date = queued.values.max(by: { $0 < $1 }),
            try condition.isMet(by: Set(queued.keys), assetsOf: { try store.assets(alias: $0).map(\.key) })
        else { return nil }
        let since = try store.dagRuns(DagRunFilter(dagID: dagID))
            .filter { $0.runType == .assetTriggered && $0.runAfter < date }.map(\.runAfter).max()
        let key = DagRunKey(dagID: dagID, runID: "asset_triggered__\(date.iso8601)_\(Self.random())")
        var run = DagRun(key: key, runType: .assetTriggered, state: .queued, logicalDate: nil, runAfter: date)
        run.queuedAt = clock()
        run.triggeredBy = "asset"
        run.rules = rules
        try store.insert(run)
        var filter = AssetEventFilter()
        filter.before = date
        filter.after = since
        let consumed = try store.assetEvents(filter).filter { event in
            condition.concerns(event) && since.map { $0 < event.timestamp } ?? true
        }
        try store.consume(eventIDs: consumed.compactMap(\.id), in: key)
        try store.clearQueuedAssets(for: dagID)
        return key
    }

    /// Eight letters and digits, by which Airflow tells runs of one moment apart.
    private static func random() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        return String((0..<8).compactMap { _ in letters.randomElement() })
    }
}
