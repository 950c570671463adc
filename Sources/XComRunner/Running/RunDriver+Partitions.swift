internal import XCom

/// Runs that partitions of assets bring about: which partition belongs to which is the bridge's to say.
extension RunDriver {
    /// Queues what is noted, and makes the runs whose partitions are whole.
    func queuePartitions() throws {
        while !partitions.isEmpty {
            let next = partitions.removeFirst()
            let scheduling = PartitionScheduling(next.dagID, next.condition, store: store)
            let question = try scheduling.question(about: next.events)
            guard let mapped = try runner.ask(question, step) else {
                notice(unknown(next.dagID))
                continue
            }
            try scheduling.queue(next.events, by: mapped).forEach(notice)
            let pending = try store.pendingPartitions(of: next.dagID)
            guard !pending.isEmpty else { continue }
            guard let resolved = try runner.ask(scheduling.question(about: pending), step) else {
                notice(unknown(next.dagID))
                continue
            }
            let rules = try store.dagRun(next.source)?.rules ?? .airflow3
            let (runs, notices) = try scheduling.makeRuns(of: pending, by: resolved, rules: rules)
            notices.forEach(notice)
            for key in runs { agenda.made(key, by: next.source) }
        }
    }

    /// A worker that takes another's place may not have the DAG any more.
    private func unknown(_ dagID: String) -> String {
        "The partitions of DAG \(dagID) could not be found out: no run of it is queued."
    }
}
