internal import CSystem
internal import Dispatch
internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import Sockets
internal import XCom
internal import XComSupervisor

/// The process that a task's code runs in: forked before any Swift concurrency begins.
enum TaskChild {
    /// Runs the task, tells its end, and exits.
    ///
    /// - `socket`: Where its requests go, to the process that has forked it.
    /// - `log`: Where the lines of its log go.
    static func run(_ task: TaskDefinition, _ startup: StartupDetails, socket: Int32, log: Int32) -> Never {
        xcom_end_with_parent(SIGKILL)
        xcom_write_lines_at_once()
        // Its own processes are killed with it.
        setpgid(0, 0)
        Signals.reset(SIGCHLD)
        let environment = ProcessInfo.processInfo.environment
        let sink = SocketLogSink(socket: log)
        let levels = LogLevels(environment: environment)
        LoggingSystem.bootstrap { label in TaskLogHandler(label: label, sink: sink, levels: levels) }
        let logger = Logger(label: "task")
        let cancellation = Cancellation { reason in
            logger.critical("\(reason)")
            kill(0, SIGKILL)
        }
        let signals: Int32
        do {
            signals = try Signals.receive([SIGTERM])
        } catch {
            logger.critical("\(error)")
            exit(1)
        }
        let termination = DispatchSource.makeReadSource(fileDescriptor: signals, queue: .global())
        termination.setEventHandler {
            guard let bytes = try? Sockets.readSome(signals), !bytes.isEmpty else { return }
            logger.warning("The task is told to end by SIGTERM")
            cancellation.terminate()
        }
        termination.activate()
        let comms = SupervisorComms(FrameTransport(socket: socket), hasEnd: true, environment: environment)
        let execution = TaskExecution(of: task, startup, comms: comms, logger: logger, cancellation: cancellation)
        _Concurrency.Task {
            do {
                try await execution.run()
            } catch {
                logger.critical(
                    "The supervisor did not take how the task has ended", metadata: ["exception": "\(error)"])
                exit(1)
            }
            exit(0)
        }
        dispatchMain()
    }
}

/// Lines of a task's log on their way to the process that has forked it.
private final class SocketLogSink: LogSink {
    private let socket: Int32
    private let queue = DispatchQueue(label: "xcom.log")

    init(socket: Int32) {
        self.socket = socket
    }

    func write(_ line: LogLine) {
        // A line is written when the call returns: what ends the process next does not take it along. Nobody reads what comes
        // after the other end is closed.
        queue.sync { try? Sockets.write(line.bytes, to: socket) }
    }
}
