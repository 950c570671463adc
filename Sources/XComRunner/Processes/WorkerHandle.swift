internal import Glibc
internal import XComPython

/// The main process's side of the worker.
final class WorkerHandle {
    enum Event {
        case frame(Frame)
        /// The worker is gone.
        case ended(ProcessEnd)
    }

    let pid: pid_t
    private let channel: FrameChannel
    private let events: FrameChannel
    private var hasEnded = false

    /// Forks the worker; the calling process must not have started a thread.
    static func launch(_ setup: WorkerSetup) throws -> WorkerHandle {
        let control = try Descriptor.socketPair()
        let events = try Descriptor.pipe()
        signal(SIGPIPE, SIG_IGN)
        let pid = Interpreter.forkBeforeStart()
        guard pid >= 0 else { throw SystemError("fork") }
        if pid == 0 {
            close(control.0)
            close(events.read)
            // Ctrl-C is for the main process, which then ends the tasks in order.
            setpgid(0, 0)
            signal(SIGINT, SIG_IGN)
            Interpreter.endWithParent(signal: SIGTERM)
            TaskSignals.detachInput()
            // What a DAG file prints while it is loaded is not the command's output.
            dup2(2, 1)
            do {
                try Worker(setup: setup, control: control.1, events: events.write).run()
            } catch {
                _exit(1)
            }
        }
        close(control.1)
        close(events.write)
        return WorkerHandle(pid: pid, control: control.0, events: events.read)
    }

    private init(pid: pid_t, control: Int32, events: Int32) {
        self.pid = pid
        channel = FrameChannel(control)
        self.events = FrameChannel(events)
        Descriptor.setNonBlocking(events)
        Descriptor.setNonBlocking(control)
    }

    func send(_ frame: Frame) throws {
        do {
            try channel.send(frame)
        } catch {
            throw RunnerError(.workerFailed, "The worker process is gone (\(error)).")
        }
    }

    /// What came from the worker and its children, at the latest after the time, or when `others` has something to read.
    ///
    /// What task processes said comes before the worker's word that they have ended.
    func wait(milliseconds: Int32, others: [Int32] = []) throws -> [Event] {
        _ = Descriptor.readable([channel.descriptor, events.descriptor] + others, milliseconds: milliseconds)
        guard !hasEnded else { return [] }
        let fromWorker = channel.isAtEnd ? [] : try channel.receive()
        let fromTasks = try events.receive()
        var found = (fromTasks + fromWorker).map { Event.frame($0) }
        if channel.isAtEnd {
            hasEnded = true
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            found.append(.ended(ProcessEnd(status: status)))
        }
        return found
    }

    /// Ends the worker and waits for it.
    func shutdown() {
        guard !hasEnded else { return }
        hasEnded = true
        try? channel.send(Frame(kind: .shutdown))
        close(channel.descriptor)
        close(events.descriptor)
        waitpid(pid, nil, 0)
    }
}
