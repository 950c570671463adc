internal import XCom
internal import XComSupervisor

/// Makes a backfill, or takes up the one that has not come to its end.
///
/// Airflow: `models/backfill.py, _create_backfill`.
struct BackfillOpening {
    let request: BackfillRequest
    let graph: DagGraph
    let now: Timestamp

    /// What Airflow refuses before it looks at the schedule.
    ///
    /// - Throws: ``RunnerError`` `refused`.
    func check() throws {
        guard let task = graph.tasks.first(where: \.dependsOnPast) else { return }
        let cause = "task \(task.taskID) of DAG \(graph.dagID) has depends_on_past"
        if request.runsBackwards {
            throw RunnerError(.refused, "A backfill cannot run backwards where \(cause).")
        }
        if request.reprocessBehavior == nil || request.reprocessBehavior == Backfill.ReprocessBehavior.none {
            throw RunnerError(
                .refused,
                "Say what becomes of runs that there are, by --reprocess-behavior failed or completed: \(cause).")
        }
    }

    /// - `plans`: the runs of the schedule, in its order.
    /// - `first`, `last`: the dates that were asked for, as they were understood.
    ///
    /// - Throws: ``RunnerError`` `refused` where another backfill of the DAG has not ended.
    func open(
        _ plans: [RunPlan], from first: Timestamp, to last: Timestamp, in store: any Store
    ) throws -> (backfill: Backfill, isResumed: Bool) {
        try store.transaction {
            if let active = try active(in: store) {
                guard active.fromDate == first, active.toDate == last else {
                    throw RunnerError(
                        .refused,
                        "A backfill of DAG \(graph.dagID) has not come to its end: take it up by --from \(active.fromDate.iso8601) "
                            + "--to \(active.toDate.iso8601), or end it by xcom backfill cancel --dag-id \(graph.dagID)."
                    )
                }
                return (active, true)
            }
            try check()
            return (try make(plans, from: first, to: last, in: store), false)
        }
    }

    /// What ``open(_:from:to:in:)`` would make: it is made, looked at and taken back.
    func rehearse(
        _ plans: [RunPlan], from first: Timestamp, to last: Timestamp, in store: any Store
    ) throws -> BackfillResult {
        do {
            return try store.transaction {
                let (backfill, isResumed) = try open(plans, from: first, to: last, in: store)
                throw TakenBack(
                    result: try BackfillResult(backfill, isDryRun: true, isResumed: isResumed, in: store))
            }
        } catch let rehearsed as TakenBack {
            return rehearsed.result
        }
    }

    private struct TakenBack: Error {
        let result: BackfillResult
    }

    /// The backfill of the DAG whose runs have not all ended.
    private func active(in store: any Store) throws -> Backfill? {
        guard let active = try store.activeBackfill(dagID: graph.dagID), let id = active.id else { return nil }
        guard try !Self.unfinished(active, in: store).isEmpty else {
            // Whoever executed it was killed before it could say so.
            try store.completeBackfill(id: id, at: now)
            return nil
        }
        return active
    }

    /// The runs of a backfill that have not ended, in its order.
    static func unfinished(_ backfill: Backfill, in store: any Store) throws -> [DagRunKey] {
        try store.dates(of: backfill).compactMap(\.run).filter { !$0.state.isFinished }.map(\.key)
    }

    private func make(
        _ plans: [RunPlan], from first: Timestamp, to last: Timestamp, in store: any Store
    ) throws -> Backfill {
        var backfill = Backfill(dagID: graph.dagID, fromDate: first, toDate: last, createdAt: now)
        backfill.conf = request.conf ?? backfill.conf
        backfill.reprocessBehavior = request.reprocessBehavior ?? .none
        backfill.maxActiveRuns = request.maxActiveRuns
        let id = try store.insert(backfill)
        backfill.id = id
        for (index, plan) in (request.runsBackwards ? plans.reversed() : plans).enumerated() {
            var date = BackfillRun(
                runID: nil, logicalDate: plan.logicalDate, partitionKey: plan.partitionKey, sortOrdinal: index + 1)
            if let run = try latest(plan, in: store) {
                date.exceptionReason = reason(toLeaveOut: run)
                if date.exceptionReason == nil, plan.partitionKey == nil {
                    try again(run.key, in: store)
                    date.runID = run.key.runID
                }
            }
            if date.runID == nil, date.exceptionReason == nil {
                // The id is taken where the schedule has changed.
                if try store.dagRun(DagRunKey(dagID: graph.dagID, runID: plan.runID)) != nil {
                    date.exceptionReason = "in flight"
                } else {
                    try store.insert(new(plan, conf: backfill.conf))
                    date.runID = plan.runID
                }
            }
            try store.insert(date, backfillID: id)
        }
        return backfill
    }

    /// The run of a date that there is already; of several of a partition the one that started last.
    private func latest(_ plan: RunPlan, in store: any Store) throws -> DagRun? {
        let found = try store.dagRuns(
            DagRunFilter(dagID: graph.dagID, logicalDates: plan.logicalDate.map { [$0] }))
        return found.filter { $0.partitionKey == plan.partitionKey && $0.logicalDate == plan.logicalDate }
            .max { ($0.startDate?.microseconds ?? .min) < ($1.startDate?.microseconds ?? .min) }
    }

    private func reason(toLeaveOut run: DagRun) -> String? {
        guard run.state.isFinished else { return "in flight" }
        switch request.reprocessBehavior ?? .none {
        case .none: return "already exists"
        case .failed: return run.state == .failed ? nil : "already exists"
        case .completed: return nil
        }
    }

    /// Starts a run anew, as one of the backfill.
    private func again(_ key: DagRunKey, in store: any Store) throws {
        try Supervisor(store: store).clear(key)
        try store.updateDagRun(key) {
            $0.runType = .backfill
            $0.triggeredBy = "backfill"
        }
    }

    private func new(_ plan: RunPlan, conf: WireValue) -> DagRun {
        var run = DagRun(
            key: DagRunKey(dagID: graph.dagID, runID: plan.runID), runType: .backfill, state: .queued,
            logicalDate: plan.logicalDate, runAfter: plan.runAfter ?? now, conf: conf)
        run.dataIntervalStart = plan.dataInterval?.start
        run.dataIntervalEnd = plan.dataInterval?.end
        run.queuedAt = now
        run.triggeredBy = plan.triggeredBy
        run.partitionKey = plan.partitionKey
        run.partitionDate = plan.partitionDate
        run.rules = request.rules
        return run
    }
}
