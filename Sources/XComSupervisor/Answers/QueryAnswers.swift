internal import XCom

extension Supervisor {
    /// The task instances that a count or a question for states means; a map index below 0 is no filter.
    fileprivate func taskInstances(
        dagID: String, mapIndex: Int?, taskIDs: [String]?, logicalDates: [Timestamp]?, runIDs: [String]?
    ) throws -> TaskInstanceFilter {
        TaskInstanceFilter(
            dagID: dagID, runIDs: runIDs.given, taskIDs: taskIDs.given,
            mapIndex: mapIndex.flatMap { $0 >= 0 ? $0 : nil }, logicalDates: logicalDates.given)
    }

    fileprivate func refuseTaskGroup(_ taskGroupID: String?, of dagID: String, type: String) throws {
        guard taskGroupID.given != nil else { return }
        throw SupervisorError.unanswered(type, "the task groups of a DAG are not in the store; ask by task_ids")
    }
}

extension GetTICount {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.refuseTaskGroup(taskGroupID, of: dagID, type: Self.type)
        var filter = try supervisor.taskInstances(
            dagID: dagID, mapIndex: mapIndex, taskIDs: taskIDs, logicalDates: logicalDates, runIDs: runIDs)
        if let names = states.given {
            let states = names.compactMap { name -> TaskInstanceState?? in
                name == "null" ? .some(nil) : TaskInstanceState(rawValue: name).map { .some($0) }
            }
            guard !states.isEmpty else { return .body(TICount(count: 0)) }
            filter.states = states
        }
        return .body(TICount(count: try supervisor.store.countTaskInstances(filter)))
    }
}

extension GetTaskStates {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.refuseTaskGroup(taskGroupID, of: dagID, type: Self.type)
        let filter = try supervisor.taskInstances(
            dagID: dagID, mapIndex: mapIndex, taskIDs: taskIDs, logicalDates: logicalDates, runIDs: runIDs)
        var json = "{"
        var run: String?
        for taskInstance in try supervisor.store.taskInstances(filter) {
            let key = taskInstance.key
            if key.runID != run {
                json += (run == nil ? "" : "}, ") + "\(WireValue(encoding: key.runID).text): {"
                run = key.runID
            } else {
                json += ", "
            }
            let name = key.mapIndex < 0 ? key.taskID : "\(key.taskID)_\(key.mapIndex)"
            let state = taskInstance.state.map { "\"\($0.rawValue)\"" } ?? "null"
            json += "\(WireValue(encoding: name).text): \(state)"
        }
        json += run == nil ? "}" : "}}"
        return .body(TaskStatesResult(taskStates: WireValue(text: json)))
    }
}

extension GetTaskBreadcrumbs {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        let filter = TaskInstanceFilter(
            dagID: dagID, runIDs: [runID], states: TaskInstanceState.allCases.filter(\.isFinished))
        return .body(
            TaskBreadcrumbsResult(
                breadcrumbs: try supervisor.store.taskInstances(filter).map { taskInstance in
                    TaskBreadcrumbsResult.Breadcrumb(
                        taskID: taskInstance.key.taskID, mapIndex: taskInstance.key.mapIndex,
                        state: taskInstance.state, operator: taskInstance.operatorName,
                        duration: taskInstance.duration)
                }))
    }
}

extension GetPreviousTI {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        let runs = try supervisor.store.dagRuns(DagRunFilter(dagID: dagID, logicalDateBefore: logicalDate))
        for run in runs.reversed() where run.logicalDate != nil || logicalDate == nil {
            let key = TaskInstanceKey(
                dagID: dagID, runID: run.key.runID, taskID: taskID, mapIndex: mapIndex ?? TaskInstanceKey.unmapped)
            guard let taskInstance = try supervisor.store.taskInstance(key), state == nil || taskInstance.state == state
            else { continue }
            return .body(
                PreviousTIResult(
                    taskInstance: PreviousTIResult.Response(
                        taskID: taskID, dagID: dagID, runID: key.runID, logicalDate: run.logicalDate,
                        startDate: taskInstance.startDate, endDate: taskInstance.endDate,
                        state: taskInstance.state?.rawValue,
                        tryNumber: taskInstance.tryNumber, mapIndex: key.mapIndex, duration: taskInstance.duration)))
        }
        return .body(PreviousTIResult())
    }
}

extension GetTaskRescheduleStartDate {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        let first = try supervisor.store.reschedules(taskInstanceID: tiID).first
        return .body(TaskRescheduleStartDate(startDate: first?.startDate))
    }
}

extension ValidateInletsAndOutlets {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        _ = try supervisor.taskInstance(tiID)
        return .body(InactiveAssetsResult(inactiveAssets: []))
    }
}
