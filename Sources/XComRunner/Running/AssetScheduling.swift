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

    /// What the end of a task instance brings about.
    struct Outcome {
        var runs: [DagRunKey] = []
        /// For DAGs that partitions schedule.
        var partitions: [Partitioned] = []
        /// What to tell a person.
        var notices: [String] = []
    }

    /// Events with partitions, and the DAG that they are for.
    struct Partitioned {
        var dagID: String
        var condition: AssetCondition
        var events: [AssetEvent]
        /// The run that they come from.
        var source: DagRunKey
    }

    /// A task instance has ended well.
    ///
    /// An event with a partition key is for DAGs that partitions schedule, one without it for all others.
    func succeeded(_ instance: TaskInstance) throws -> Outcome {
        guard !graphs.isEmpty else { return Outcome() }
        var filter = AssetEventFilter()
        filter.source = instance.key
        filter.after = instance.startDate
        return try store.transaction {
            var outcome = Outcome()
            let events = try store.assetEvents(filter)
            for graph in graphs {
                guard let condition = graph.assetCondition else { continue }
                let concerning = events.filter(condition.concerns)
                let run = instance.key.dagRun
                if graph.isPartitioned {
                    let keyed = concerning.filter { !($0.partitionKey ?? "").isEmpty }
                    if !keyed.isEmpty {
                        outcome.partitions.append(
                            Partitioned(dagID: graph.dagID, condition: condition, events: keyed, source: run))
                    }
                    if keyed.count < concerning.count {
                        outcome.notices.append(
                            "Task \(instance.key.taskID) of DAG \(run.dagID) changed an asset without a partition key: that "
                                + "queues no run of DAG \(graph.dagID), which partitions schedule.")
                    }
                    continue
                }
                let plain = concerning.filter { $0.partitionKey == nil }
                guard !plain.isEmpty else { continue }
                for event in plain { try store.queue(event.asset.key, for: graph.dagID, at: clock()) }
                let rules = try store.dagRun(run)?.rules ?? .airflow3
                if let made = try self.run(of: graph.dagID, condition, rules) { outcome.runs.append(made) }
            }
            return outcome
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
        var run = DagRun.triggeredByAssets(dagID, at: date)
        run.queuedAt = clock()
        run.rules = rules
        try store.insert(run)
        var filter = AssetEventFilter()
        filter.before = date
        filter.after = since
        let consumed = try store.assetEvents(filter).filter { event in
            condition.concerns(event) && since.map { $0 < event.timestamp } ?? true
        }
        try store.consume(eventIDs: consumed.compactMap(\.id), in: run.key)
        try store.clearQueuedAssets(for: dagID)
        return run.key
    }
}

extension DagRun {
    /// A queued run for assets that have changed.
    static func triggeredByAssets(_ dagID: String, at date: Timestamp) -> DagRun {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        // Eight letters and digits, by which Airflow tells runs of one moment apart.
        let random = String((0..<8).compactMap { _ in letters.randomElement() })
        var run = DagRun(
            key: DagRunKey(dagID: dagID, runID: "asset_triggered__\(date.iso8601)_\(random)"),
            runType: .assetTriggered, state: .queued, logicalDate: nil, runAfter: date)
        run.queuedAt = date
        run.triggeredBy = "asset"
        return run
    }
}
