internal import FoundationEssentials
package import Logging
internal import Sockets
package import XCom
package import XComSupervisor

/// Runs the code of a task instance, and tells the supervisor how it ended, whichever supervisor it is.
package struct TaskExecution: Sendable {
    private let task: TaskDefinition
    private let startup: StartupDetails
    private let ti: SupervisedTaskInstance
    private let cancellation: Cancellation

    package init(
        of task: TaskDefinition, _ startup: StartupDetails, rules: AirflowRules = .airflow3, comms: SupervisorComms,
        logger: Logger, cancellation: Cancellation
    ) {
        self.task = task
        self.startup = startup
        self.cancellation = cancellation
        ti = SupervisedTaskInstance(startup, rules: rules, logger: logger, comms: comms)
    }

    /// Sends exactly one terminal message.
    ///
    /// - Returns: Why the task did not succeed, where it did not.
    /// - Throws: where the supervisor does not take the message.
    @discardableResult
    package func run() async throws -> String? {
        let end: any ToSupervisor
        var reason: String?
        do {
            for key in startup.tiContext.xcomKeysToClear {
                let address = XComAddress(taskInstance: ti.key, key: key)
                try await ti.comms.perform { try $0.send(DeleteXCom(address)) }
            }
            let value = try await call()
            if case .timedOut = cancellation.current { throw CancellationError() }
            if let value { try await push(value) }
            end = try await ti.comms.perform { session in
                SucceedTask(at: .now(), outlets: session.outlets, events: session.events)
            }
        } catch {
            (end, reason) = self.end(after: await asking(error))
        }
        try await ti.comms.perform { try $0.send(end) }
        return reason
    }

    /// Calls the code in a Swift task of its own, which is cancelled for itself.
    private func call() async throws -> WireValue? {
        if let failure = ti.details.resumption?.refusal {
            let lines = failure.traceback.joined(separator: "\n")
            if !lines.isEmpty { ti.logger.error("Trigger failed", metadata: ["traceback": "\(lines)"]) }
            throw failure
        }
        let running = _Concurrency.Task {
            try await withLogger(ti.logger) { _ in try await task(ti) }
        }
        cancellation.whenCancelled { running.cancel() }
        if let limit = task.executionTimeout { cancellation.cancel(after: limit) }
        defer { cancellation.finish() }
        return try await running.value
    }

    private func push(_ value: WireValue) async throws {
        if task.multipleOutputs {
            guard let members = try JSONText(value.utf8).members() else {
                throw XComCodingError(
                    pushing: XComAddress(taskInstance: ti.key),
                    message: "a task with multiple outputs returns what is written as an object")
            }
            for (key, member) in members {
                try await ti.push(
                    member.wireValue, at: XComAddress(taskInstance: ti.key, key: key), isDagResult: task.isDagResult)
            }
        }
        try await ti.push(
            value, at: XComAddress(taskInstance: ti.key), mappedLength: try task.mappedLength.length(of: value),
            isDagResult: task.isDagResult)
    }

    /// Puts the question of a task that ends to wait for a person.
    ///
    /// - Returns: What the task has ended with, or why the question could not be put.
    private func asking(_ error: any Error) async -> any Error {
        guard case .question(let question, _) = (error as? TaskEnd)?.kind else { return error }
        do {
            try question.check()
            let request = CreateHITLDetailPayload(question, of: ti.details.id)
            _ = try await ti.comms.perform { try $0.ask(request, for: HITLDetailRequestResult.self) }
            return error
        } catch {
            return error
        }
    }

    /// How the try ends that has thrown an error; its log says why.
    private func end(after error: any Error) -> (any ToSupervisor, String) {
        let now = Timestamp.now()
        guard let end = error as? TaskEnd else {
            let reason = cancellation.current.map { "The task was cancelled: \($0.words)" } ?? "\(error)"
            ti.logger.error("Task failed", metadata: ["exception": "\(reason)"])
            return (startup.failure(reason, at: now), reason)
        }
        switch end.kind {
        case .skip:
            ti.logger.info("Skipping task: \(end.reason)")
            return (TaskState(.skipped, at: now), end.reason)
        case .reschedule(let date):
            ti.logger.info("Rescheduling task: \(end.reason)")
            return (RescheduleTask(to: date, at: now), end.reason)
        case .deferral(let deferral):
            ti.logger.info("Deferring task: \(end.reason)")
            return (DeferTask(deferral), end.reason)
        case .question(_, let timeout):
            ti.logger.info("Waiting for input: \(end.reason)")
            return (AwaitInputTask(timeout: timeout?.inSeconds, nextMethod: HumanQuestion.methodName), end.reason)
        case .fail:
            ti.logger.error("Task failed for good", metadata: ["exception": "\(end.reason)"])
            return (TaskState(.failed, at: now), end.reason)
        case .retry(let delay):
            ti.logger.error("Task failed", metadata: ["exception": "\(end.reason)"])
            return (startup.failure(end.reason, at: now, delay: delay), end.reason)
        }
    }
}

extension StartupDetails {
    /// The message of a try that has failed: whether it is tried again is the runtime's to say.
    func failure(_ reason: String, at now: Timestamp = .now(), delay: Duration? = nil) -> any ToSupervisor {
        tiContext.shouldRetry
            ? RetryTask(at: now, delay: delay?.inSeconds, reason: String(reason.prefix(500)))
            : TaskState(.failed, at: now)
    }
}

extension DeferTask {
    init(_ deferral: TaskEnd.Deferral) {
        self.init(
            to: deferral.trigger.classpath, kwargs: deferral.trigger.kwargs, timeout: deferral.timeout?.inSeconds,
            nextMethod: deferral.methodName, nextKwargs: deferral.kwargs)
    }
}

extension CreateHITLDetailPayload {
    init(_ question: HumanQuestion, of taskInstance: UUID) {
        self.init(
            of: taskInstance, options: question.options, subject: question.subject, body: question.body,
            defaults: question.defaults, multiple: question.multiple)
    }
}
