package import FoundationEssentials
package import XCom

extension Supervisor {
    /// Marks a task instance as running and gives what its process needs; messages without an address speak of it from
    /// now on.
    ///
    /// The number of the try is the scheduler's. A resumed instance (one with a `next_method`) keeps its start date
    /// and its XComs; any other gets a new date, and its process is told which XComs to delete.
    ///
    /// - Throws: ``SupervisorError`` where there is no such task instance or it runs or has ended already.
    package func start(taskInstance id: UUID, pid: Int, hostname: String) throws -> StartupDetails {
        let now = clock()
        let details = try store.transaction {
            var previousState: TaskInstanceState?
            _ = try taskInstance(id)
            let taskInstance = try store.updateTaskInstance(id) { taskInstance in
                previousState = taskInstance.state
                try Self.checkStart(of: taskInstance, pid: pid, hostname: hostname)
                if taskInstance.nextMethod == nil {
                    taskInstance.startDate = now
                }
                taskInstance.state = .running
                taskInstance.endDate = nil
                taskInstance.hostname = hostname
                taskInstance.pid = pid
            }
            // What a policy has said of this try is done.
            if taskInstance.tryNumber > 1, taskInstance.nextMethod == nil {
                try store.setRetryDecision(nil, of: id)
            }
            let keepsDate = taskInstance.nextMethod != nil && settings.release.keepsStartDate
            return try startupDetails(
                of: taskInstance, previousState: previousState,
                startDate: keepsDate ? taskInstance.startDate ?? now : now)
        }
        taskInstanceID = id
        return details
    }

    /// What a process needs that acts for a task instance without starting it: for its trigger, or for the callbacks
    /// of its run. Nothing is changed.
    package func details(ofTaskInstance id: UUID) throws -> StartupDetails {
        let taskInstance = try taskInstance(id)
        return try startupDetails(
            of: taskInstance, previousState: taskInstance.state, startDate: taskInstance.startDate ?? clock())
    }

    /// Lets messages without an address speak of a task instance that was started elsewhere.
    package func attach(taskInstance id: UUID) {
        taskInstanceID = id
    }

    /// Whether a task instance may try again (`max_tries != 0 and try_number <= max_tries`).
    package static func shouldRetry(_ taskInstance: TaskInstance) -> Bool {
        taskInstance.maxTries != 0 && taskInstance.tryNumber <= taskInstance.maxTries
    }

    private static func checkStart(of taskInstance: TaskInstance, pid: Int, hostname: String) throws {
        let isSameStart = taskInstance.state == .running && taskInstance.pid == pid && taskInstance.hostname == hostname
        switch taskInstance.state {
        case .running where !isSameStart, .success, .failed, .skipped, .upstreamFailed, .removed, .deferred,
            .awaitingInput:
            throw SupervisorError.refused(
                409, reason: "invalid_state", "TI was not in a state where it could be marked as running",
                previousState: taskInstance.state)
        default: break
        }
    }

    private func startupDetails(
        of taskInstance: TaskInstance, previousState: TaskInstanceState?, startDate: Timestamp
    ) throws -> StartupDetails {
        let key = taskInstance.key
        guard let run = try store.dagRun(key.dagRun) else {
            throw SupervisorError.internalError(
                reason: "there is no run \(pythonRepr(key.runID)) of DAG \(pythonRepr(key.dagID))")
        }
        let isResumed = taskInstance.nextMethod != nil
        let context = StartupDetails.RunContext(
            dagRun: try detail(of: run, withConsumedEvents: true),
            taskRescheduleCount: try store.reschedules(taskInstanceID: taskInstance.id).count,
            maxTries: taskInstance.maxTries, variables: [], connections: [],
            nextMethod: taskInstance.nextMethod, nextKwargs: isResumed ? taskInstance.nextKwargs : nil,
            xcomKeysToClear: isResumed ? [] : try store.keys(of: key),
            shouldRetry: previousState == .restarting || Self.shouldRetry(taskInstance))
        return StartupDetails(
            ti: StartupDetails.TaskInstanceDetail(
                id: taskInstance.id, taskID: key.taskID, dagID: key.dagID, runID: key.runID,
                tryNumber: taskInstance.tryNumber, dagVersionID: Self.dagVersionID, mapIndex: key.mapIndex,
                hostname: taskInstance.hostname, contextCarrier: WireValue(text: "{}")),
            dagRelPath: try store.dag(id: key.dagID)?.relativeFileloc ?? "",
            bundleInfo: StartupDetails.BundleInfo(name: settings.bundleName, version: settings.bundleVersion),
            startDate: startDate, tiContext: context, sentryIntegration: "")
    }

    /// The SDK wants a version of the DAG; this project keeps none, so all runs have the same.
    private static let dagVersionID = UUID(uuid: (0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1))
}
