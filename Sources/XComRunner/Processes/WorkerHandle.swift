internal import CSystem
internal import Glibc
internal import XComPython

/// The main process's side of the worker.
final class WorkerHandle: RunWorker {
    let pid: pid_t
    let taskProcess: pid_t?
    private let control: ControlChannel
    /// What the worker itself writes, and what DAG files print while they are loaded.
    private let output: OutputRelay
    /// Texts that the output of the worker, and of its processes, must not show.
    private(set) var secrets = SecretMask()
    /// What was read before its turn.
    private var events: [WorkerEvent] = []
    private var hasEnded = false

    /// Forks the worker; the calling process must not have started a thread of its own.
    ///
    /// - `inherited`: the descriptors that the worker may keep beside its own: those that the command was started with. What
    ///   the main process has opened since, locks and connections and the logs of tasks, is closed in the worker.
    /// - `leave`: what is to be done first in the new process.
    static func launch(_ setup: WorkerSetup, inherited: Set<Int32>, leave: () -> Void = {}) throws -> WorkerHandle {
        let sockets = try SocketPair(.stream)
        let output = try Pipe()
        signal(SIGPIPE, SIG_IGN)
        let main = getpid()
        Interpreter.flush()
        let pid = Interpreter.fork()
        guard pid >= 0 else { throw SystemError("fork") }
        if pid == 0 {
            leave()
            let own = [sockets.second.number, output.write.number]
            for descriptor in Descriptor.open() where !inherited.contains(descriptor) && !own.contains(descriptor) {
                close(descriptor)
            }
            become(setup, control: sockets.second, output: output.write, main: main)
        }
        return try WorkerHandle(
            pid: pid, runsTasks: setup.isolation == .inline, control: sockets.first, output: output.read)
    }

    /// The new process.
    private static func become(
        _ setup: WorkerSetup, control: consuming OwnedDescriptor, output: consuming OwnedDescriptor, main: pid_t
    ) -> Never {
        // Ctrl-C is for the main process, which then ends the tasks in order.
        setpgid(0, 0)
        signal(SIGINT, SIG_IGN)
        for number in [SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
        xcom_end_with_parent(SIGKILL)
        if getppid() != main { _exit(1) }
        TaskSignals.detachInput()
        // What a DAG file prints while it is loaded is not the command's output.
        for stream in [STDOUT_FILENO, STDERR_FILENO] { dup2(output.number, stream) }
        _ = consume output
        do {
            try Worker(setup: setup, control: control).run()
        } catch {
            _exit(1)
        }
    }

    private init(
        pid: pid_t, runsTasks: Bool, control: consuming OwnedDescriptor, output: consuming OwnedDescriptor
    ) throws {
        self.pid = pid
        taskProcess = runsTasks ? pid : nil
        Descriptor.setNonBlocking(control.number)
        self.control = ControlChannel(control)
        self.output = OutputRelay(output, copies: try CopyPipe())
    }

    func send(_ command: WorkerCommand, with descriptors: [Int32]) throws {
        do {
            try control.send(command, with: descriptors)
        } catch {
            // That it is gone is seen when its events are read.
            guard let error = error as? SystemError, [EPIPE, ECONNRESET].contains(error.code) else { throw error }
        }
    }

    var isReady: Bool { !events.isEmpty }

    /// What to wait for: events, and output.
    var descriptors: [Int32] {
        [control.descriptor] + (output.isAtEnd ? [] : [output.descriptor])
    }

    /// Hands the events that came to `body`, each with the ends that came along, and what the worker wrote to standard
    /// error; `nil`, or how the worker ended.
    func receive(_ body: (WorkerEvent, consuming TaskEnds?) throws -> Void) throws -> ProcessEnd? {
        try passOutputOn()
        try readEvents()
        while !events.isEmpty {
            let event = events.removeFirst()
            try body(event, TaskEnds(control.takeDescriptors(event.descriptorCount)))
        }
        guard control.isAtEnd, !hasEnded else { return nil }
        return endWithoutConnection()
    }

    /// The connection is closed because the worker has ended, or because a task that runs in it has closed all descriptors.
    private func endWithoutConnection() -> ProcessEnd {
        var status: Int32 = 0
        for _ in 0..<200 {
            if waitpid(pid, &status, WNOHANG) == pid {
                hasEnded = true
                return ProcessEnd(status: status)
            }
            usleep(5000)
        }
        kill(pid, SIGKILL)
        var ended = end()
        ended.cause = "it closed its connection to the main process"
        return ended
    }

    private func readEvents() throws {
        for event in try control.receive(WorkerEvent.self) {
            if case .secrets(let texts) = event { secrets.add(texts) }
            events.append(event)
        }
    }

    private func passOutputOn() throws {
        guard !output.isAtEnd else { return }
        try output.passOn(
            mask: {
                try readEvents()
                return secrets
            },
            write: { lines in
                var bytes: [UInt8] = []
                for line in lines { bytes += line + [UInt8(ascii: "\n")] }
                try? Descriptor.write(bytes, to: STDERR_FILENO)
            })
    }

    /// Ends the worker and waits for it.
    func shutdown() {
        guard !hasEnded else { return }
        try? control.send(WorkerCommand.shutdown)
        // It may have more to write than its pipe takes.
        while !control.isAtEnd {
            _ = Descriptor.readable(descriptors, milliseconds: -1)
            guard (try? readEvents()) != nil, (try? passOutputOn()) != nil else { break }
        }
        _ = end()
        try? passOutputOn()
    }

    private func end() -> ProcessEnd {
        hasEnded = true
        return ProcessEnd.await(pid)
    }
}
