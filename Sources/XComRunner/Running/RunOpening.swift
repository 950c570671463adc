internal import XCom
internal import XComSupervisor

/// Finds the run that is asked for, or makes it.
struct RunOpening {
    let request: RunRequest
    let now: Timestamp

    /// The run of the id that is asked for, where it has not ended. It is left as it is.
    ///
    /// - Throws: ``RunnerError`` `runIsFinished`, `otherRules`.
    func existing(runID: String?, in store: any Store) throws -> DagRun? {
        guard let runID,
            let run = try store.dagRun(DagRunKey(dagID: request.dagID, runID: runID))
        else { return nil }
        guard !run.state.isFinished || request.cleared != nil else {
            throw RunnerError(
                .runIsFinished,
                "The run \(runID) of DAG \(request.dagID) has ended already (\(run.state.rawValue)). --run-id with --again "
                    + "executes it again, with --failed what has failed in it.")
        }
        guard run.rules == request.rules else {
            throw RunnerError(
                .otherRules,
                "The run \(runID) of DAG \(request.dagID) was made by the rules of Airflow \(run.rules.rawValue), and goes "
                    + "on by them: take it up \(run.rules == .airflow2 ? "with" : "without") --compat 2 (XCOM_COMPAT=2)."
            )
        }
        return run
    }

    /// Deletes the DAG's run of the same logical date, where the request says so.
    func deleteReplaced(in store: any Store) throws {
        guard request.replacesRun, case .at(let text) = request.logicalDate, let date = Timestamp(text) else { return }
        for run in try store.dagRuns(DagRunFilter(dagID: request.dagID, logicalDates: [date])) {
            try store.deleteDagRun(run.key)
        }
    }

    /// What to ask of a new run, or of one that a task has triggered.
    func question(about run: DagRun?) -> PlanRun {
        var logicalDate: String?
        switch request.logicalDate {
        case _ where run != nil: logicalDate = run?.logicalDate?.iso8601
        case .now: logicalDate = now.iso8601
        case .none: logicalDate = nil
        case .at(let text), .scheduled(let text): logicalDate = text
        }
        return PlanRun(
            dagID: request.dagID, runID: request.runID, conf: run?.conf ?? request.conf, logicalDate: logicalDate,
            dataInterval: run == nil ? request.dataInterval.map { [$0.start, $0.end] } : nil,
            runAfter: run?.runAfter ?? request.runAfter ?? now, isTriggered: run != nil)
    }

    /// Takes the run up, or makes it as it is planned; whoever calls holds its lock.
    ///
    /// - Returns: The run; whether it was there; whether it begins now, which one that was queued does, too.
    /// - Throws: ``RunnerError`` `runIsFinished`.
    func open(_ plan: RunPlan, in store: any Store) throws -> (run: DagRun, isResumed: Bool, begins: Bool) {
        let runID = request.runID ?? (plan.runType == .manual ? nil : plan.runID)
        guard var run = try existing(runID: runID, in: store) else { return (try make(plan, in: store), false, true) }
        if let cleared = request.cleared, run.state.isFinished {
            try Supervisor(store: store).clear(run.key, where: cleared.contains)
            run.state = .queued
        }
        let resumed = try store.updateDagRun(run.key) {
            $0.state = .running
            $0.startDate = $0.startDate ?? now
            $0.dataIntervalStart = $0.dataIntervalStart ?? plan.dataInterval?.start
            $0.dataIntervalEnd = $0.dataIntervalEnd ?? plan.dataInterval?.end
        }
        return (resumed, true, run.state == .queued)
    }

    /// A new run, running.
    private func make(_ plan: RunPlan, in store: any Store) throws -> DagRun {
        let key = DagRunKey(dagID: request.dagID, runID: plan.runID)
        var run = DagRun(
            key: key, runType: plan.runType, state: .running, logicalDate: plan.logicalDate,
            runAfter: plan.runAfter ?? request.runAfter ?? now, conf: request.conf ?? WireValue(text: "{}"))
        run.dataIntervalStart = plan.dataInterval?.start
        run.dataIntervalEnd = plan.dataInterval?.end
        run.queuedAt = now
        run.startDate = request.startDate ?? now
        run.triggeredBy = request.triggeredBy ?? plan.triggeredBy
        run.partitionKey = plan.partitionKey
        run.partitionDate = plan.partitionDate
        run.rules = request.rules
        do {
            try store.insert(run)
        } catch let error as StoreError where error.code == .dagRunAlreadyExists {
            let other = try plan.logicalDate.flatMap {
                try store.dagRuns(DagRunFilter(dagID: request.dagID, logicalDates: [$0])).first
            }
            throw RunnerError(
                .runIsFinished,
                "DAG \(request.dagID) has a run of the logical date \(plan.logicalDate?.iso8601 ?? "none") already: "
                    + "\(other?.key.runID ?? key.runID). Choose another --logical-date, replace that run by --again, or take it up by "
                    + "its --run-id."
            )
        }
        return run
    }
}
