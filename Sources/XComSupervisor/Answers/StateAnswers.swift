internal import XCom

extension Supervisor {
    /// Ends the try that is running.
    private func end(
        _ state: TaskInstanceState, at endDate: Timestamp?, renderedMapIndex: String?
    ) throws -> TaskInstance {
        try updateRunning { taskInstance in
            taskInstance.state = state
            taskInstance.endDate = endDate ?? clock()
            taskInstance.renderedMapIndex = renderedMapIndex
            taskInstance.nextMethod = nil
            taskInstance.nextKwargs = nil
        }
    }

    /// Changes the current task instance, which has to be running.
    @discardableResult
    fileprivate func updateRunning(_ change: (inout TaskInstance) throws -> Void) throws -> TaskInstance {
        try store.updateTaskInstance(currentTaskInstance().id) { taskInstance in
            guard taskInstance.state == .running else {
                throw SupervisorError.refused(
                    409, reason: "invalid_state", "TI was not in the running state so it cannot be updated",
                    previousState: taskInstance.state)
            }
            try change(&taskInstance)
        }
    }

    fileprivate func finish(_ message: TaskState) throws {
        let state: TaskInstanceState =
            switch message.state {
            case .failed: .failed
            case .skipped: .skipped
            case .removed: .removed
            }
        _ = try end(state, at: message.endDate, renderedMapIndex: message.renderedMapIndex)
    }

    fileprivate func succeed(_ message: SucceedTask) throws -> [AssetEvent] {
        try store.transaction {
            let taskInstance = try end(.success, at: message.endDate, renderedMapIndex: message.renderedMapIndex)
            if settings.clearsStateOnSuccess { try store.clearState(of: taskInstance.key) }
            return try registerAssetEvents(
                outlets: message.taskOutlets ?? [], events: message.outletEvents ?? [], of: taskInstance)
        }
    }

    fileprivate func retry(_ message: RetryTask) throws {
        try store.transaction {
            // What the policy says belongs to the try that has ended: it stands there before the state says so.
            if message.retryDelaySeconds != nil || message.retryReason != nil {
                let reason = message.retryReason.map { String($0.prefix(500)) }
                try store.setRetryDecision(
                    RetryDecision(delay: message.retryDelaySeconds, reason: reason), of: currentTaskInstance().id)
            }
            let taskInstance = try end(.upForRetry, at: message.endDate, renderedMapIndex: message.renderedMapIndex)
            try store.deleteReschedules(taskInstanceID: taskInstance.id)
        }
    }

    fileprivate func wait(_ message: DeferTask) throws {
        let now = clock()
        let kwargs = try message.kwargs()
        try store.transaction {
            let trigger = try store.insert(
                TriggerRecord(classpath: message.classpath, kwargs: kwargs, createdDate: now))
            try updateRunning { taskInstance in
                taskInstance.state = .deferred
                taskInstance.triggerID = trigger
                taskInstance.triggerTimeout = message.triggerTimeout.map { now.advanced(bySeconds: $0.seconds) }
                taskInstance.nextMethod = message.nextMethod
                taskInstance.nextKwargs = message.nextKwargs
            }
        }
    }

    /// Waits for a person.
    fileprivate func awaitInput(_ message: AwaitInputTask) throws {
        let now = clock()
        try updateRunning { taskInstance in
            taskInstance.state = .awaitingInput
            taskInstance.triggerTimeout = message.timeout.map { now.advanced(bySeconds: $0.seconds) }
            taskInstance.nextMethod = message.nextMethod
            taskInstance.nextKwargs = message.nextKwargs
        }
    }

    fileprivate func reschedule(_ message: RescheduleTask) throws {
        let now = clock()
        try store.transaction {
            let taskInstance = try updateRunning { taskInstance in
                taskInstance.state = .upForReschedule
                taskInstance.endDate = message.endDate
                taskInstance.nextMethod = nil
                taskInstance.nextKwargs = nil
            }
            try store.insert(
                TaskReschedule(
                    taskInstanceID: taskInstance.id, startDate: now, endDate: message.endDate,
                    rescheduleDate: message.rescheduleDate))
        }
    }

    /// Skips what has not started; running and finished instances stay as they are.
    fileprivate func skip(_ tasks: [SkippedTask]) throws {
        let run = try currentTaskInstance().key.dagRun
        let now = clock()
        hasSkippedTasks = true
        try store.transaction {
            for task in tasks {
                let key = TaskInstanceKey(
                    dagID: run.dagID, runID: run.runID, taskID: task.taskID, mapIndex: task.mapIndex)
                guard let taskInstance = try store.taskInstance(key) else { continue }
                switch taskInstance.state {
                case .running, .success, .failed: continue
                default: break
                }
                try store.updateTaskInstance(taskInstance.id) { skipped in
                    skipped.state = .skipped
                    skipped.startDate = now
                    skipped.endDate = now
                }
            }
        }
    }
}

extension DeferTask {
    /// The trigger's arguments as a JSON object, also where they came as a text.
    fileprivate func kwargs() throws -> WireValue {
        guard let triggerKwargs, !triggerKwargs.isNull else { return WireValue(text: "{}") }
        var text = try MessageCoding.text(triggerKwargs.utf8)
        if let inner = try? text.string() {
            text = try MessageCoding.text(Array(inner.utf8))
        }
        guard text.kind == .object else {
            throw MessageError(.wrongType, messageType: Self.type, ".trigger_kwargs is not an object")
        }
        return text.wireValue
    }
}

extension TaskState {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.finish(self)
        return .empty
    }
}

extension SucceedTask {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        let events = try supervisor.succeed(self)
        return events.isEmpty ? .empty : .registered(events)
    }
}

extension RetryTask {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.retry(self)
        return .empty
    }
}

extension DeferTask {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.wait(self)
        return .empty
    }
}

extension AwaitInputTask {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.awaitInput(self)
        return .empty
    }
}

extension RescheduleTask {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.reschedule(self)
        return .empty
    }
}

extension SkipDownstreamTasks {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.skip(tasks)
        return .empty
    }
}

extension SetRenderedFields {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        try supervisor.store.setRenderedFields(renderedFields, of: supervisor.currentTaskInstance().key)
        return .empty
    }
}

extension SetRenderedMapIndex {
    package func answer(by supervisor: Supervisor) throws -> Reply {
        guard !renderedMapIndex.isEmpty else {
            throw SupervisorError.refused(422, "rendered_map_index cannot be empty")
        }
        try supervisor.store.updateTaskInstance(supervisor.currentTaskInstance().id) { taskInstance in
            taskInstance.renderedMapIndex = renderedMapIndex
        }
        return .empty
    }
}
