internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComPython
internal import XComSupervisor

extension TaskProcess {
    /// Runs a task in a process of its bundle, which has this one for its supervisor.
    ///
    /// - Returns: Why that process could not begin.
    func runBundle(_ order: Order, _ id: UUID, _ launch: BundleLaunch) throws -> TaskProblem? {
        let store = try store()
        let supervisor = supervisor(on: store)
        let service = try TaskBundleService(order, supervisor, interpreter, followed: followed, isToEnd: isToEnd)
        do {
            // A program keeps its signals for itself.
            let signals = isHosted ? nil : try SignalPipe([SIGTERM])
            defer { signals?.close() }
            let end = try superviseBundle(launch, of: id, by: supervisor, service, signals)
            let complaint = try service.end(with: nil)
            if supervisor.hasSkippedTasks { reporter.report(.skippedTasks) }
            switch try store.taskInstance(id: id)?.state {
            case .running, .restarting:
                reporter.report(.lost(status: end.status))
            case .failed, .upForRetry:
                try supervisor.recordFailure(
                    taskInstance: id, type: "TaskFailed", message: complaint ?? "the bundle has not said why")
            default: break
            }
            return nil
        } catch {
            if try store.taskInstance(id: id)?.state == .queued {
                _ = try supervisor.start(taskInstance: id, pid: Int(getpid()), hostname: Self.hostname)
            }
            let problem = Self.problem(error)
            _ = try service.end(with: problem)
            try supervisor.processEnded(taskInstance: id, type: problem.type, message: problem.message)
            return problem
        }
    }

    private func superviseBundle(
        _ launch: BundleLaunch, of id: UUID, by supervisor: Supervisor, _ service: TaskBundleService,
        _ signals: SignalPipe?
    ) throws -> ProcessEnd {
        let bundle = try StartedBundle(launch, signals: signals, isToEnd: service.isToEnd)
        var startup: StartupDetails
        do {
            startup = try supervisor.start(
                taskInstance: id, pid: Int(bundle.process.pid), hostname: Self.hostname)
            startup.ti.queue = try supervisor.store.taskInstance(id: id)?.queue
        } catch {
            bundle.process.stop()
            throw error
        }
        interpreter.installSupervisor(supervisor)
        let supervision = BundleSupervision(
            bundle, launch, service: service, signals: signals, cleanup: socketCleanupTimeout)
        return try supervision.run(startup)
    }
}

/// Lets the supervisor of this process, and its interpreter, serve a bundle's task.
private final class TaskBundleService: BundleService {
    private let supervisor: Supervisor
    private let interpreter: Interpreter
    private let wantsToEnd: () -> Bool

    init(
        _ order: Order, _ supervisor: Supervisor, _ interpreter: Interpreter, followed: Int32?,
        isToEnd: @escaping () -> Bool
    ) throws {
        self.supervisor = supervisor
        self.interpreter = interpreter
        wantsToEnd = isToEnd
        _ = try interpreter.perform(
            BeginBundleTask(label: order.label, logPath: order.logPath, followed: followed))
    }

    func isToEnd() -> Bool { wantsToEnd() }

    func answer(_ message: any ToSupervisor) -> Reply {
        if var end = message as? TaskState {
            // Airflow's supervisor says itself when that was.
            end.endDate = .now()
            return supervisor.answer(end)
        }
        guard Self.concernsPython(message) else {
            return supervisor.answer(message)
        }
        do {
            let answer = try interpreter.perform(AnswerBundleTask(message: WireValue(utf8: message.json())))
            if let error = answer.error { return .error(try ErrorResponse(json: error.utf8)) }
            guard let body = answer.body else { return .empty }
            return .body(try Supervisor.reply(json: body.utf8))
        } catch {
            return .error(ErrorResponse(detail: JSONValue.object([("message", .string("\(error)"))]).wireValue))
        }
    }

    /// What a message wants of Python: secrets backends, masks, a DAG's timetable, listeners of asset events.
    private static func concernsPython(_ message: any ToSupervisor) -> Bool {
        if let end = message as? SucceedTask {
            return !(end.taskOutlets ?? []).isEmpty || !(end.outletEvents ?? []).isEmpty
        }
        return message is GetVariable || message is GetConnection || message is MaskSecret || message is TriggerDagRun
    }

    func log(_ lines: [[UInt8]]) {
        // What cannot be logged does not end the task.
        _ = try? interpreter.perform(RelayBundleLog(lines: lines.map { String(decoding: $0, as: UTF8.self) }))
    }

    func note(_ event: String, level: String) {
        log([
            JSONValue.object([("level", .string(level)), ("event", .string(event)), ("logger", .string("supervisor"))])
                .wireValue.utf8
        ])
    }

    /// Closes the log; gives back the last thing that the bundle has complained of.
    func end(with problem: TaskProblem?) throws -> String? {
        try interpreter.perform(EndBundleTask(problem: problem)).complaint
    }
}
