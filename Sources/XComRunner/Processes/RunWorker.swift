internal import Glibc

/// What carries out the commands of a runner: a worker process, or this process itself.
protocol RunWorker: AnyObject {
    /// Texts that the output of the worker, and of its processes, must not show.
    var secrets: SecretMask { get }
    /// What to wait for.
    var descriptors: [Int32] { get }
    /// Whether there is something to receive already.
    var isReady: Bool { get }
    /// Where it runs tasks itself, the process to which a signal to such a task goes.
    var taskProcess: pid_t? { get }

    func send(_ command: WorkerCommand, with descriptors: [Int32]) throws
    /// Hands the events that came to `body`, each with the ends that came along; `nil`, or how the worker ended.
    func receive(_ body: (WorkerEvent, consuming TaskEnds?) throws -> Void) throws -> ProcessEnd?
    /// Ends it, where it is another process.
    func shutdown()
}

extension RunWorker {
    func send(_ command: WorkerCommand) throws {
        try send(command, with: [])
    }
}
