internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComFrames
internal import XComPython
internal import XComSupervisor

extension TaskProcess {
    /// Runs a task in a process of its bundle, which has this one for its supervisor.
    ///
    /// - Returns: Why that process could not begin.
    func runBundle(_ order: Order, _ id: UUID, _ launch: BundleLaunch) throws -> TaskProblem? {
        // A program keeps its signals for itself.
        let signals = isHosted ? nil : try SignalPipe([SIGTERM])
        defer { signals?.close() }
        // What else takes its time is done while the program is loaded.
        let started = Result { try BundleStart(launch) }
        // Whatever happens here, it does not go on without a supervisor.
        defer { _ = started.map { $0.process.stop() } }
        let store = try store()
        let supervisor = supervisor(on: store)
        let service = try TaskBundleService(order, supervisor, interpreter, followed: followed, isToEnd: isToEnd)
        do {
            let start = try started.get()
            var startup = try supervisor.start(
                taskInstance: id, pid: Int(start.process.pid), hostname: Self.hostname)
            startup.ti.queue = try store.taskInstance(id: id)?.queue
            let frame = try ResponseFrame(id: 0, body: startup).bytes()
            interpreter.installSupervisor(supervisor)
            let connections = try start.connections(signals: signals, isToEnd: service.isToEnd)
            let supervision = BundleSupervision(
                of: start.process, connections, launch, service: service, signals: signals,
                cleanup: socketCleanupTimeout)
            let end = supervision.run(frame)
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
}

/// Lets the supervisor of this process, and its interpreter, serve a bundle's task.
private final class TaskBundleService: BundleService {
    private let supervisor: Supervisor
    private let interpreter: Interpreter
    private let wantsToEnd: () -> Bool

    /// Opens the log.
    init(
        _ order: Order, _ supervisor: Supervisor, _ interpreter: Interpreter, followed: Int32?,
        isToEnd: @escaping () -> Bool
    ) throws {
        self.supervisor = supervisor
        self.interpreter = interpreter
        wantsToEnd = isToEnd
        _ = try interpreter.perform(BeginBundleTask(label: order.label, logPath: order.logPath, followed: followed))
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
