internal import XCom

/// Runs that partitions of assets bring about: which partition belongs to which is the bridge's to say.
extension RunDriver {
    /// Queues what is noted, and makes the runs whose partitions are whole.
    func queuePartitions() throws {
        while !partitions.isEmpty {
            let next = partitions.removeFirst()
            let scheduling = PartitionScheduling(next.dagID, next.condition, store: store)
            let question = try scheduling.question(about: next.events)
            try scheduling.queue(next.events, by: answer(question)).forEach(notice)
            let pending = try store.pendingPartitions(of: next.dagID)
            guard !pending.isEmpty else { continue }
            let resolved = try answer(scheduling.question(about: pending))
            let rules = try store.dagRun(next.source)?.rules ?? .airflow3
            let (runs, notices) = try scheduling.makeRuns(of: pending, by: resolved, rules: rules)
            notices.forEach(notice)
            for key in runs { agenda.made(key, by: next.source) }
        }
    }

    private func answer<Call: BridgeCall>(_ call: Call) throws -> Call.Answer {
        guard let answer = try runner.ask(call, step) else {
            throw RunnerError(.workerFailed, "The partitions of a DAG that assets schedule could not be found out.")
        }
        return answer
    }
}
