internal import XCom

/// Queues the runs of a DAG that partitions of assets schedule, when these have changed.
///
/// Airflow: `assets/manager.py, _queue_partitioned_dags`, and the scheduler's `_create_dagruns_for_partitioned_asset_dags`.
struct PartitionScheduling {
    let dagID: String
    let condition: AssetCondition
    let store: any Store
    let clock: () -> Timestamp

    init(
        _ dagID: String, _ condition: AssetCondition, store: any Store, clock: @escaping () -> Timestamp = Timestamp.now
    ) {
        self.dagID = dagID
        self.condition = condition
        self.store = store
        self.clock = clock
    }

    // MARK: Mapping

    /// Which partitions of the DAG these events belong to. A date is the run's, and goes with the run's key alone.
    func question(about events: [AssetEvent]) throws -> MapPartitions {
        MapPartitions(
            dagID: dagID,
            events: try events.compactMap { event in
                guard let key = event.partitionKey else { return nil }
                let run = try event.source.flatMap { try store.dagRun($0.dagRun) }
                return MapPartitions.Event(
                    name: event.asset.key.name, uri: event.asset.key.uri, partitionKey: key,
                    partitionDate: run?.partitionKey == key ? run?.partitionDate : nil)
            })
    }

    /// Notes the events for the partitions that they belong to.
    ///
    /// - Returns: What to tell a person.
    func queue(_ events: [AssetEvent], by answer: MapPartitions.Answer) throws -> [String] {
        try store.transaction {
            var notices: [String] = []
            var pending = try store.pendingPartitions(of: dagID)
            for (event, mapped) in zip(events, answer.events) {
                if let problem = mapped.problem { notices.append(problem) }
                for key in mapped.keys {
                    var partition = PendingPartition(dagID: dagID, partitionKey: key)
                    if let index = pending.lastIndex(where: { $0.partitionKey == key }) {
                        notices += try reconcile(&pending[index], with: mapped.partitionDate)
                        partition = pending[index]
                    } else {
                        partition.partitionDate = mapped.partitionDate
                        partition.fingerprint = answer.fingerprint
                        partition.id = try store.insert(partition)
                        pending.append(partition)
                    }
                    if let id = partition.id { try store.log(event, inPartition: id) }
                }
            }
            return notices
        }
    }

    /// A partition has the date that its events agree on.
    private func reconcile(_ partition: inout PendingPartition, with date: Timestamp?) throws -> [String] {
        guard let date, let id = partition.id, partition.partitionDate != date else { return [] }
        let known = partition.partitionDate
        partition.partitionDate = known == nil ? date : nil
        try store.setDate(partition.partitionDate, ofPartition: id)
        guard let known else { return [] }
        return [
            "The partition \(partition.partitionKey) of DAG \(dagID) has no date: its assets say \(known.iso8601) and "
                + "\(date.iso8601)."
        ]
    }

    // MARK: Runs

    /// What there is for the partitions that wait.
    func question(about pending: [PendingPartition]) -> ResolvePartitions {
        ResolvePartitions(
            dagID: dagID,
            partitions: pending.map { partition in
                ResolvePartitions.Waiting(
                    partitionKey: partition.partitionKey, partitionDate: partition.partitionDate,
                    fingerprint: partition.fingerprint,
                    assets: partition.assets.map { asset in
                        ResolvePartitions.Asset(
                            name: asset.name, uri: asset.uri,
                            partitionKeys: partition.sources.filter { $0.asset == asset }.map(\.partitionKey))
                    })
            })
    }

    /// Makes the runs of the partitions whose condition is met; each consumes its own events.
    ///
    /// - Returns: The runs, and what to tell a person.
    func makeRuns(
        of pending: [PendingPartition], by answer: ResolvePartitions.Answer, rules: AirflowRules
    ) throws -> (runs: [DagRunKey], notices: [String]) {
        try store.transaction {
            // Another command may have made the run of one by now.
            let open = Dictionary(
                try store.pendingPartitions(of: dagID).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            var runs: [DagRunKey] = []
            var notices: [String] = []
            for (asked, resolved) in zip(pending, answer.partitions) {
                guard let id = asked.id, let partition = open[id] else { continue }
                notices += resolved.notices
                guard !resolved.isStale else {
                    try store.deletePartition(id: id)
                    continue
                }
                let received = zip(asked.assets, resolved.received).filter(\.1).map(\.0)
                guard try condition.isMet(by: Set(received), assetsOf: { try store.assets(alias: $0).map(\.key) })
                else { continue }
                runs.append(try makeRun(of: partition, id: id, date: resolved.partitionDate, rules))
            }
            return (runs, notices)
        }
    }

    private func makeRun(
        of partition: PendingPartition, id: Int64, date: Timestamp?, _ rules: AirflowRules
    ) throws -> DagRunKey {
        var run = DagRun.triggeredByAssets(dagID, at: clock())
        run.partitionKey = partition.partitionKey
        run.partitionDate = date
        run.rules = rules
        try store.insert(run)
        try store.consume(eventIDs: partition.sources.map(\.eventID), in: run.key)
        try store.close(partition: id, with: run.key)
        return run.key
    }
}

extension PendingPartition {
    /// The assets that it has something of, each once.
    fileprivate var assets: [AssetKey] {
        var seen: Set<AssetKey> = []
        return sources.map(\.asset).filter { seen.insert($0).inserted }
    }
}
