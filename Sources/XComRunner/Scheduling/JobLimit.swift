internal import XCom

/// How many task processes a command has at once.
struct JobLimit: Equatable, Sendable {
    /// Also where there is little memory: a task may poke for what another one brings about.
    private static let fewest = 2

    var jobs: Int
    /// What there was room for, where that and not Airflow's settings say how many.
    private var memory: AvailableMemory?
    private var bytesOfTask = 0

    /// - `asked`: what the command line says, which nothing else bounds.
    /// - `memory`: what was available before the first task; `nil` where nobody knows.
    init(asked: Int?, parallelism: Int, isolation: Isolation, memory: AvailableMemory?) {
        jobs = asked ?? max(1, parallelism)
        guard asked == nil, let memory, let bytes = isolation.bytesOfTask else { return }
        let room = max(Self.fewest, memory.bytes / bytes)
        guard room < jobs else { return }
        jobs = room
        self.memory = memory
        bytesOfTask = bytes
    }

    /// What a person is told who asks for it, about a run that would have more.
    func notice(for graph: DagGraph) -> String? {
        guard let memory, graph.maxActiveTasks > jobs else { return nil }
        return
            "Up to \(jobs) tasks run at once: \(ByteSize(memory.bytes)) of memory \(memory.bound.rawValue) are available, and "
            + "a task is taken to need \(ByteSize(bytesOfTask)). --jobs asks for more."
    }
}

extension Isolation {
    /// What a task's process has of memory alone: measured 17 MiB of a forked one that does nothing and 43 MiB of a fresh
    /// interpreter, and half as much again or more for what its code makes. `nil` where tasks have no process.
    fileprivate var bytesOfTask: Int? {
        switch self {
        case .fork: 32 << 20
        case .spawn: 64 << 20
        case .inline: nil
        }
    }
}
