internal import XCom
internal import XComSupervisor

/// Runs that begin, wait for each other, and end.
extension RunDriver {
    // MARK: Beginning

    func begin(_ entry: RunAgenda.Entry) throws {
        do {
            try open(entry)
        } catch let error as RunnerError where entry.cause != .planned {
            notice(error.message)
        }
    }

    private func open(_ entry: RunAgenda.Entry) throws {
        let graph = try runner.graph(of: entry.request.dagID)
        let bundles = try runner.bundles(of: graph, meanwhile: step)
        guard let (opening, plan) = try wanted(entry) else { return }
        let key = DagRunKey(dagID: graph.dagID, runID: plan.runID)
        if runs.contains(where: { $0.key == key }) { return }
        // Without the lock another process may execute the run, end it or clean it away.
        guard let lock = try store.lock(run: key, patience: 30) else { throw RunnerError.isActive(key) }
        let opened = try opening.open(plan, in: store)
        observer?.runStarted(opened.run, isResumed: opened.isResumed && !opened.begins)
        if opened.begins {
            try runner.worker.send(.notify(ListenerCall.changed(opened.run, [], message: "started").encoded()))
        }
        agenda.began(key, entry)
        let execution = try RunExecution(
            run: opened.run, graph: graph, limits: runner.limits(settings, in: store), release: settings.release,
            store: store, home: runner.home, observer: observer, bundles: bundles, callsBack: !runner.isInside,
            isUnderWay: { [unowned self] in agenda.isUnderWay($0) },
            takenByOthers: { [unowned self] in try takenByOthers() })
        execution.lost.forEach(tell(ofLost:))
        if runner.followsLogs, let text = runner.jobLimit(settings).notice(for: graph) { notice(text) }
        lastRunNumber += 1
        let run = ActiveRun(execution, lock: lock, cause: entry.cause, number: lastRunNumber)
        runs.append(run)
        try share(lockOf: run)
        try prepare(for: run)
        try tell(run) { try $0.begin() }
    }

    /// Says what becomes of a task that was lost with the process that executed its run.
    private func tell(ofLost instance: TaskInstance) {
        let next = instance.state == .upForRetry ? "is tried again" : "has failed, without a retry left"
        observer?.noticed("Try \(instance.tryNumber) of \(instance.key.label) was lost with its process: it \(next).")
    }

    /// A run that begins, and what it will be; `nil` where none does, since it is there by now. A task may wait for a logical
    /// date that the schedule does not have: somebody has to make that run by hand, which following does.
    private func wanted(_ entry: RunAgenda.Entry) throws -> (RunOpening, RunPlan)? {
        guard case .awaited(let task) = entry.cause, case .scheduled(let date) = entry.request.logicalDate,
            let moment = Timestamp(date)
        else { return try planned(entry.request) }
        let dagID = entry.request.dagID
        guard try store.dagRuns(DagRunFilter(dagID: dagID, logicalDates: [moment])).isEmpty else { return nil }
        do {
            return try planned(entry.request)
        } catch let error as RunnerError where error.code == .refused {
            let what =
                "Task \(task.taskID) of DAG \(task.dagID) waits for the logical date \(moment.iso8601) of DAG \(dagID), which its "
                + "schedule does not have"
            guard agenda.follows else {
                notice(
                    "\(what): somebody has to make that run. --follow does, or in another shell "
                        + "xcom run FILE --dag-id \(dagID) --logical-date \(moment.iso8601).")
                return nil
            }
            notice("\(what): a run by hand is made for it. In Airflow somebody has to.")
            return try planned(RunRequest(dagID: dagID, logicalDate: .at(moment.iso8601)))
        }
    }

    private func planned(_ request: RunRequest) throws -> (RunOpening, RunPlan) {
        var request = request
        request.rules = rules
        let opening = RunOpening(request: request, now: .now())
        try opening.deleteReplaced(in: store)
        return (opening, try runner.plan(opening, in: store, meanwhile: step))
    }

    /// Shares the lock of a run with the worker, whose processes work for it.
    func share(lockOf run: ActiveRun) throws {
        guard run.lock.shared >= 0 else { return }
        try runner.worker.send(.hold(run: run.number), with: [run.lock.shared])
    }

    // MARK: Ending

    func close(_ run: ActiveRun) throws {
        observer?.progressed { run.progress }
        runs.removeAll { $0 === run }
        agenda.ended(run.key)
        if run.lock.shared >= 0 { try runner.worker.send(.release(run: run.number)) }
        let result = try runner.result(of: run.execution, cause: run.cause, store: store, interruption: interruption)
        results.append(result)
        observer?.runEnded(result.run)
        for other in runs where other.key.dagID == run.key.dagID { try tell(other) { try $0.pastChanged() } }
    }

    // MARK: Assets

    /// An instance has ended: what its assets bring about is made on the way.
    func ended(_ instance: InstanceIndex, of run: ActiveRun) throws {
        let graph = run.execution.graph
        guard !graph.tasks[instance.task].outlets.isEmpty,
            let stored = try store.taskInstance(run.execution.taskInstanceKey(instance)), stored.state == .success
        else { return }
        let outcome = try assets.succeeded(stored)
        outcome.notices.forEach(notice)
        for key in outcome.runs { agenda.made(key, by: run.key) }
        partitions += outcome.partitions
    }

    // MARK: Waiting

    func answerQuestions() throws {
        let asked = questions
        questions = []
        for (question, key, instance) in asked {
            guard let run = runs.first(where: { $0.key == key }), !run.execution.isOver else { continue }
            try answer(question, of: run, instance)
        }
    }

    private func answer(_ question: RunQuestion, of run: ActiveRun, _ instance: InstanceIndex) throws {
        let node = run.execution.graph.tasks[instance.task]
        let byDate = question.runIDs.isEmpty
        // Other tasks want to know, and do not wait.
        guard byDate ? node.waitsForDates : node.waitsForRuns else { return }
        run.waits[instance, default: []].append(question)
        let task = run.execution.taskInstanceKey(instance)
        let found = try store.dagRuns(
            DagRunFilter(
                dagID: question.dagID, runIDs: byDate ? nil : question.runIDs,
                logicalDates: byDate ? question.logicalDates : nil))
        let waitsFor = Set(found.map(\.key).filter(agenda.isUnderWay))
        let queued = found.filter { $0.state == .queued && !agenda.isUnderWay($0.key) }.map {
            RunRequest(dagID: $0.key.dagID, runID: $0.key.runID)
        }
        let dates = byDate ? question.logicalDates.filter { date in !found.contains { $0.logicalDate == date } } : []
        let missing = dates.map { RunRequest(dagID: question.dagID, logicalDate: .scheduled($0.iso8601)) }
        guard !(queued + missing).isEmpty || !waitsFor.isEmpty else { return }
        guard runner.knows(dagID: question.dagID) else {
            return notice(
                "Task \(task.taskID) of DAG \(task.dagID) waits for DAG \(question.dagID), which is in none of the loaded files. "
                    + "Run it in another shell with this store, or name a folder that has both.")
        }
        if runner.isInline {
            return try fail(
                run, instance,
                TaskProblem(
                    type: "WaitsForRun",
                    message:
                        "the task waits for DAG \(question.dagID), which cannot run beside it with --isolation inline"))
        }
        for request in queued + missing where !agenda.awaits(request, by: task) {
            return try fail(
                run, instance,
                TaskProblem(
                    type: "TooManyRuns",
                    message:
                        "the task waits for DAG \(question.dagID), below a chain of \(RunAgenda.deepest) runs that have made "
                        + "each other or wait for each other: no more begin"))
        }
        if !question.isOfTasks, let other = runs.first(where: { waitsFor.contains($0.key) && reaches($0, run) }) {
            return try fail(
                run, instance,
                TaskProblem(
                    type: "WaitsInCircle",
                    message:
                        "the task waits for the run \(other.key.runID) of DAG \(other.key.dagID), which waits for the "
                        + "run of this task: neither could end"))
        }
        try tell(run) { try $0.waitsForRun(instance) }
    }

    /// Whether a run is another one, or waits for it, by however many others.
    private func reaches(_ run: ActiveRun, _ other: ActiveRun) -> Bool {
        var open = [run]
        var seen: Set<DagRunKey> = []
        while let next = open.popLast() {
            if next === other { return true }
            if seen.insert(next.key).inserted { open += runs.filter(next.waits(for:)) }
        }
        return false
    }

    private func fail(_ run: ActiveRun, _ instance: InstanceIndex, _ problem: TaskProblem) throws {
        notice("\(run.execution.taskInstanceKey(instance).taskID) of DAG \(run.key.dagID): \(problem.message).")
        try tell(run) { $0.stop(instance, for: problem) }
    }

    func notice(_ text: String) {
        if notices.insert(text).inserted { observer?.noticed(text) }
    }
}
