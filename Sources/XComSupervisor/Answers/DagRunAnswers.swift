package import XCom

extension Supervisor {
    /// A run as a task sees it. Its note is not in it, as Airflow's API leaves it out.
    ///
    /// - Parameter withConsumedEvents: Whether the asset events that the run was made for are looked up: they are for the task
    ///   instance's own run; for others Airflow's API leaves them out.
    func detail(of run: DagRun, withConsumedEvents: Bool = false) throws -> DagRunDetail {
        let events = withConsumedEvents ? try store.consumedEvents(of: run.key) : []
        // The models of older SDKs refuse what they do not know.
        let tellsPartitions = settings.release >= .v33
        return DagRunDetail(
            dagID: run.key.dagID, runID: run.key.runID, logicalDate: run.logicalDate,
            dataIntervalStart: run.dataIntervalStart, dataIntervalEnd: run.dataIntervalEnd, runAfter: run.runAfter,
            startDate: run.startDate, endDate: run.endDate, clearNumber: run.clearNumber, runType: run.runType,
            state: run.state, conf: run.conf,
            consumedAssetEvents: events.map { ConsumedAssetEvent($0, tellsPartition: tellsPartitions) },
            partitionKey: run.partitionKey, partitionDate: tellsPartitions ? run.partitionDate : nil)
    }

    fileprivate func dagRun(_ dagID: String, _ runID: String) throws -> DagRun {
        guard let run = try store.dagRun(DagRunKey(dagID: dagID, runID: runID)) else {
            throw SupervisorError.notFound("Dag run with dag_id '\(dagID)' and run_id '\(runID)' was not found")
        }
        return run
    }

    /// Makes a queued run; one that is there already is started anew where that is asked for.
    fileprivate func trigger(_ message: TriggerDagRun) throws -> Reply {
        let key = DagRunKey(dagID: message.dagID, runID: message.runID)
        guard try store.dag(id: key.dagID) != nil else {
            throw SupervisorError.notFound("Dag with dag_id: '\(key.dagID)' not found")
        }
        if try store.dagRun(key) != nil {
            return try again(message, key)
        }
        if let refusal = message.refusal {
            guard let reason = message.refusalReason else { throw SupervisorError.internalError(reason: refusal) }
            throw SupervisorError.refused(400, reason: reason, refusal)
        }
        let now = clock()
        let conf = message.conf.flatMap { $0.isNull ? nil : $0 } ?? WireValue(text: "{}")
        var run = DagRun(
            key: key, runType: settings.release >= .v33 ? .operatorTriggered : .manual, state: .queued,
            logicalDate: message.logicalDate,
            runAfter: message.runAfter ?? now, conf: conf)
        // It takes the DAG's timetable: who does not have it leaves the interval to whoever executes the run.
        run.dataIntervalStart = message.dataIntervalStart
        run.dataIntervalEnd = message.dataIntervalEnd
        run.queuedAt = now
        run.triggeredBy = "operator"
        // The message's partition key is left where Airflow's own supervisor leaves it, which does not pass it on.
        run.note = message.note
        if let triggering = try taskInstanceID.flatMap({ try store.taskInstance(id: $0)?.key.dagRun }) {
            run.rules = try store.dagRun(triggering)?.rules ?? run.rules
        }
        do {
            try store.insert(run)
        } catch let error as StoreError where error.code == .dagRunAlreadyExists {
            // Made by someone else in between, or a run of another id has the logical date: the latter is not a conflict
            // that Airflow's API knows.
            guard try store.dagRun(key) != nil || settings.release >= .v33 else {
                throw SupervisorError.internalError(reason: error.message)
            }
            return try again(message, key)
        }
        return .body(OKResponse(ok: true))
    }

    private func again(_ message: TriggerDagRun, _ key: DagRunKey) throws -> Reply {
        guard message.resetDagRun == true else { return .body(ErrorResponse(error: .dagRunAlreadyExists)) }
        try clear(key)
        return .body(OKResponse(ok: true))
    }

    /// Starts a run anew: its task instances have no state again, and as many tries more as their tasks have retries.
    ///
    /// Airflow: `models/taskinstance.py, clear_task_instances`.
    ///
    /// - `isMeant`: which instances; the others stay as they are.
    package func clear(_ key: DagRunKey, where isMeant: (TaskInstance) -> Bool = { _ in true }) throws {
        let now = clock()
        let structure = try DagStructure(dagID: key.dagID, in: store)
        try store.transaction {
            guard try store.dagRun(key) != nil else {
                throw SupervisorError.notFound("Dag run with run_id: '\(key.runID)' not found")
            }
            let all = try store.taskInstances(TaskInstanceFilter(dagID: key.dagID, runIDs: [key.runID]))
            for taskInstance in all where isMeant(taskInstance) {
                try store.deleteReschedules(taskInstanceID: taskInstance.id)
                try store.updateTaskInstance(taskInstance.id) { cleared in
                    guard cleared.state != .running else {
                        cleared.state = .restarting
                        return
                    }
                    cleared.state = nil
                    if let task = structure?.task(cleared.key.taskID) {
                        cleared.maxTries = cleared.tryNumber + task.retries
                    } else {
                        cleared.maxTries = max(cleared.maxTries, cleared.tryNumber)
                    }
                    cleared.nextMethod = nil
                    cleared.nextKwargs = nil
                }
            }
            try store.updateDagRun(key) { run in
                run.clearNumber += 1
                run.queuedAt = now
                guard run.state.isFinished else { return }
                run.state = .queued
                run.startDate = nil
                run.endDate = nil
            }
        }
    }
}

extension ConsumedAssetEvent {
    fileprivate init(_ event: AssetEvent, tellsPartition: Bool) {
        self.init(
            asset: Asset(name: event.asset.key.name, uri: event.asset.key.uri, extra: event.asset.extra),
            extra: event.extra, sourceTaskID: event.source?.taskID, sourceDagID: event.source?.dagID,
            sourceRunID: event.source?.runID, sourceMapIndex: event.source?.mapIndex,
            sourceAliases: event.aliases.map(Alias.init), timestamp: event.timestamp,
            partitionKey: tellsPartition ? event.partitionKey : nil)
    }
}

extension TriggerDagRun {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        let reply = try supervisor.trigger(self)
        if case .body(let body) = reply, body is OKResponse {
            supervisor.onRunConcern?(.triggered(dagID: dagID, runID: runID))
        }
        return reply
    }
}

extension GetDagRun {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        .body(DagRunResult(try supervisor.detail(of: supervisor.dagRun(dagID, runID))))
    }
}

extension GetDagRunState {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        supervisor.notice(runs: [runID], of: dagID)
        return .body(DagRunStateResult(state: try supervisor.dagRun(dagID, runID).state))
    }
}

extension GetPreviousDagRun {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        var filter = DagRunFilter(dagID: dagID, logicalDateBefore: logicalDate)
        if let state, !state.isEmpty {
            guard let state = DagRunState(rawValue: state) else {
                throw SupervisorError.notOneOf(DagRunState.allCases.map(\.rawValue), "state", input: state)
            }
            filter.states = [state]
        }
        let run = try supervisor.store.dagRuns(filter).last { $0.logicalDate != nil }
        return .body(PreviousDagRunResult(dagRun: try run.map { try supervisor.detail(of: $0) }))
    }
}

extension GetPrevSuccessfulDagRun {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        guard let taskInstance = try supervisor.store.taskInstance(id: tiID),
            let logicalDate = try supervisor.store.dagRun(taskInstance.key.dagRun)?.logicalDate
        else { return .body(PrevSuccessfulDagRunResult()) }
        let filter = DagRunFilter(
            dagID: taskInstance.key.dagID, logicalDateBefore: logicalDate, states: [.success])
        let run = try supervisor.store.dagRuns(filter).last { $0.logicalDate != nil }
        return .body(
            PrevSuccessfulDagRunResult(
                dataIntervalStart: run?.dataIntervalStart, dataIntervalEnd: run?.dataIntervalEnd,
                startDate: run?.startDate, endDate: run?.endDate))
    }
}

extension GetDRCount {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        supervisor.notice(runs: runIDs, dates: logicalDates, of: dagID)
        let states = states.given?.compactMap(DagRunState.init(rawValue:))
        guard states?.isEmpty != true else { return .body(DRCount(count: 0)) }
        let filter = DagRunFilter(
            dagID: dagID, runIDs: runIDs.given, logicalDates: logicalDates.given, states: states)
        return .body(DRCount(count: try supervisor.store.dagRuns(filter).count))
    }
}

extension GetDag {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        guard let dag = try supervisor.store.dag(id: dagID) else {
            throw SupervisorError.notFound("The Dag with dag_id: `\(dagID)` was not found")
        }
        return .body(
            DagResult(
                dagID: dag.dagID, isPaused: dag.isPaused, bundleName: supervisor.settings.bundleName,
                bundleVersion: supervisor.settings.bundleVersion, relativeFileloc: dag.relativeFileloc,
                owners: dag.owners, tags: dag.tags.sorted()))
    }
}

extension Optional where Wrapped: Collection {
    /// An empty list is not a filter in Airflow's API.
    var given: Wrapped? {
        flatMap { $0.isEmpty ? nil : $0 }
    }
}
