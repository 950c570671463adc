internal import XCom

extension Supervisor {
    /// The task instances that a count or a question for states means; a map index below 0 is not a filter.
    fileprivate func taskInstances(
        dagID: String, mapIndex: Int?, taskIDs: [String]?, logicalDates: [Timestamp]?, runIDs: [String]?
    ) -> TaskInstanceFilter {
        TaskInstanceFilter(
            dagID: dagID, runIDs: runIDs.given, taskIDs: taskIDs.given,
            mapIndex: mapIndex.flatMap { $0 >= 0 ? $0 : nil }, logicalDates: logicalDates.given)
    }

    /// The tasks of a group, among those that are asked for by their ids too.
    fileprivate func members(of taskGroupID: String, dagID: String, type: String) throws -> [String] {
        guard let structure = try DagStructure(dagID: dagID, in: store) else {
            guard try store.dag(id: dagID) != nil else {
                throw SupervisorError.notFound("The Dag with ID: `\(dagID)` was not found")
            }
            throw SupervisorError.unanswered(
                type, "the task groups of DAG '\(dagID)' are not known; load its file with this store once")
        }
        guard let taskIDs = structure.taskIDs(inGroup: taskGroupID) else {
            throw SupervisorError.notFound("Task group \(taskGroupID) not found in DAG \(dagID)")
        }
        return taskIDs
    }
}

extension GetTICount {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        supervisor.notice(runs: runIDs, dates: logicalDates, of: dagID, isOfTasks: true)
        var taskIDs = taskIDs.given
        if let group = taskGroupID.given {
            let members = try supervisor.members(of: group, dagID: dagID, type: Self.type)
            taskIDs = taskIDs.map { taskIDs in members.filter(taskIDs.contains) } ?? members
            guard taskIDs.given != nil else { return .body(TICount(count: 0)) }
        }
        var filter = supervisor.taskInstances(
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
    package func answer(by supervisor: Supervisor) throws -> Reply {
        supervisor.notice(runs: runIDs, dates: logicalDates, of: dagID, isOfTasks: true)
        var taskIDs = taskIDs.given
        if let group = taskGroupID.given {
            // Unlike in a count, the ids and the group add up.
            taskIDs = (taskIDs ?? []) + (try supervisor.members(of: group, dagID: dagID, type: Self.type))
        }
        let filter = supervisor.taskInstances(
            dagID: dagID, mapIndex: mapIndex, taskIDs: taskIDs, logicalDates: logicalDates, runIDs: runIDs)
        var runs: [(key: String, value: JSONObject)] = []
        for taskInstance in try supervisor.store.taskInstances(filter) {
            let key = taskInstance.key
            if key.runID != runs.last?.key { runs.append((key.runID, JSONObject())) }
            let name = key.mapIndex < 0 ? key.taskID : "\(key.taskID)_\(key.mapIndex)"
            let state = taskInstance.state.map { JSONValue.string($0.rawValue) } ?? .null
            runs[runs.count - 1].value.members.append(JSONObject.Member(key: name, value: state))
        }
        let states = JSONValue.object(runs.map { ($0.key, .object($0.value)) })
        return .body(TaskStatesResult(taskStates: states.wireValue))
    }
}

extension GetTaskBreadcrumbs {
    package func answer(by supervisor: Supervisor) throws -> Reply {
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
    package func answer(by supervisor: Supervisor) throws -> Reply {
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
    package func answer(by supervisor: Supervisor) throws -> Reply {
        let first = try supervisor.store.reschedules(taskInstanceID: tiID).first
        return .body(TaskRescheduleStartDate(startDate: first?.startDate))
    }
}

extension ValidateInletsAndOutlets {
    /// An asset is inactive where another one holds its name or its URI: of two DAGs that disagree, one has lost.
    package func answer(by supervisor: Supervisor) throws -> Reply {
        let key = try supervisor.taskInstance(tiID).key
        let assets = try DagStructure(dagID: key.dagID, in: supervisor.store)?.task(key.taskID)?.assets ?? []
        let inactive = try assets.filter { asset in
            let sameName = try supervisor.store.asset(name: asset.name)
            let sameURI = try supervisor.store.asset(uri: asset.uri)
            return (sameName.map { $0.key.uri != asset.uri } ?? false)
                || (sameURI.map { $0.key.name != asset.name } ?? false)
        }
        let profiles = inactive.map { AssetProfile(name: $0.name, uri: $0.uri, type: "Asset") }
        return .body(InactiveAssetsResult(inactiveAssets: profiles))
    }
}
