internal import Glibc
internal import XCom

/// The processes of a run's orders, as the main process knows them: events in, actions out, nothing else touched.
struct ProcessTable {
    typealias Token = Int32

    /// The process of one order.
    struct Process: Equatable {
        var order: Order
        /// The instance that the order is for.
        var instance: InstanceIndex?
        /// Of the process, once it is there.
        var pid: Int32?
        var startedAt: Timestamp?
        /// Whether it is not to be there before another one has ended.
        var isHeld = false
        /// Whether the process has said that it is done; then its end says nothing more.
        var isDone = false
        /// Since when it has been asked to end.
        var terminatedAt: Timestamp?
        var wasKilled = false
        /// Whether it was killed since it took too long.
        var isOverdue = false
    }

    /// What the main process is to do.
    enum Action: Equatable {
        /// Send a signal to the order's process.
        case signal(Token, Int32)
        /// The order is done with; `loss` says how a process ended that did not say so itself.
        case end(Process, loss: ProcessLoss?)
        /// Give the order to the worker: another one has had it and nothing of it was done, or it was held until now.
        case start(Token, Order)
    }

    private(set) var processes: [Token: Process] = [:]
    private var lastToken: Token = 0

    /// A token that names nothing yet.
    mutating func newToken() -> Token {
        lastToken += 1
        return lastToken
    }

    /// Whether an order is not done with.
    var hasUnfinished: Bool {
        processes.values.contains { !$0.isDone }
    }

    /// Whether an order of a run is not done with.
    func hasUnfinished(of run: DagRunKey) -> Bool {
        processes.values.contains { !$0.isDone && $0.order.run == run }
    }

    /// Whether a process is asked to end and has not.
    var isEndingSome: Bool {
        processes.values.contains { $0.terminatedAt != nil }
    }

    /// So many processes are named.
    private static let mostNamed = 5

    /// What a command that is stopped by a signal waits for, in a sentence.
    func waiting(after signal: Int32) -> String {
        let left = processes.sorted { $0.key < $1.key }.map(\.value).filter { !$0.isDone && $0.pid != nil }
        guard !left.isEmpty else { return "Stopping." }
        var names = left.prefix(Self.mostNamed).compactMap { process in
            process.pid.map { "\(process.order.label) (pid \($0))" }
        }
        if left.count > names.count { names.append("\(left.count - names.count) more") }
        let again = (signal == SIGINT ? "Ctrl-C again" : "another signal") + " kills \(left.count == 1 ? "it" : "them")"
        return "Stopping: waiting for \(names.joined(separator: ", ")); \(again)."
    }

    // MARK: Events

    /// An order is to be carried out, unless it is held: callbacks of a run are called one after the other, as Airflow's DAG
    /// processor calls those of a file.
    mutating func ordered(_ order: Order, for instance: InstanceIndex?) -> Token {
        let token = newToken()
        var process = Process(order: order, instance: instance)
        process.isHeld = order.work.isCallback && callsBack(for: order.run)
        processes[token] = process
        return token
    }

    private func callsBack(for run: DagRunKey) -> Bool {
        processes.values.contains { $0.order.work.isCallback && !$0.isDone && $0.order.run == run }
    }

    /// Starts the next callback of a run, where no other one is under way.
    private mutating func release(_ run: DagRunKey) -> [Action] {
        let waiting = processes.filter { $0.value.isHeld && $0.value.order.run == run }.keys.min()
        guard let token = waiting, let process = processes[token] else { return [] }
        let others = processes.values.filter { $0.order.work.isCallback && !$0.isDone && $0.order.run == run }
        guard others.allSatisfy(\.isHeld) else { return [] }
        processes[token]?.isHeld = false
        return [.start(token, process.order)]
    }

    mutating func started(_ token: Token, pid: Int32, now: Timestamp) -> [Action] {
        guard var process = processes[token] else { return [] }
        process.pid = pid
        process.startedAt = now
        processes[token] = process
        // It was asked to end before it was there.
        return process.terminatedAt == nil ? [] : [.signal(token, SIGTERM)]
    }

    /// The process says that it is done.
    mutating func done(_ token: Token, _ problem: TaskProblem?) -> [Action] {
        ended(token, problem.map(ProcessLoss.raised))
    }

    /// What the process had started for its task is gone, and had not said how the task ended.
    mutating func lost(_ token: Token, _ end: ProcessEnd) -> [Action] {
        ended(token, ProcessLoss(end))
    }

    /// The order is done with, and its process has still to end.
    private mutating func ended(_ token: Token, _ loss: ProcessLoss?) -> [Action] {
        guard let process = processes[token], !process.isDone else { return [] }
        processes[token]?.isDone = true
        return [.end(process, loss: loss)] + release(process.order.run)
    }

    mutating func exited(_ token: Token, _ end: ProcessEnd) -> [Action] {
        guard let process = processes.removeValue(forKey: token), !process.isDone else { return [] }
        return [.end(process, loss: ProcessLoss(end))] + release(process.order.run)
    }

    /// The worker is gone, and with it the processes of all orders.
    ///
    /// - `hasBegun`: whether an order's task instance was given its try; where it was not, the order is given again.
    ///   So is a trigger's, whatever it had done: Airflow's are taken over by another triggerer. A callback is not run twice.
    /// - `isTask`: whether the process of a task is the worker itself, so that it has a supervisor left.
    mutating func workerLost(
        _ end: ProcessEnd, isTask: Bool = false, hasBegun: (Process) throws -> Bool
    ) rethrows -> [Action] {
        var actions: [Action] = []
        var held: [DagRunKey] = []
        for (token, process) in processes.sorted(by: { $0.key < $1.key }) {
            if process.isHeld {
                held.append(process.order.run)
                continue
            }
            processes[token] = nil
            guard !process.isDone else { continue }
            let mayStartAgain =
                switch process.order.work {
                case .task: try !hasBegun(process)
                case .trigger: true
                case .callback, .taskCallback: false
                }
            if mayStartAgain, process.terminatedAt == nil {
                let again = ordered(process.order, for: process.instance)
                actions.append(.start(again, process.order))
            } else {
                let cause = isTask && process.order.work == .task ? ProcessLoss(end).cause : .supervisor
                let problem = TaskProblem(
                    type: "WorkerLost", message: "the worker process was lost that ran it: \(end.workerReason)")
                actions.append(.end(process, loss: ProcessLoss(cause, problem)))
            }
        }
        return actions + held.flatMap { release($0) }
    }

    /// Asks processes to end. What is held is given up.
    mutating func terminate(now: Timestamp, _ matches: (Process) -> Bool) -> [Action] {
        var actions: [Action] = []
        for (token, process) in processes.sorted(by: { $0.key < $1.key })
        where process.terminatedAt == nil && !process.isDone && matches(process) {
            if process.isHeld {
                processes[token] = nil
                continue
            }
            processes[token]?.terminatedAt = now
            if process.pid != nil { actions.append(.signal(token, SIGTERM)) }
        }
        return actions
    }

    /// Kills the processes that were asked to end so many seconds ago and have not.
    mutating func killStubborn(after seconds: Double, now: Timestamp) -> [Action] {
        var actions: [Action] = []
        for (token, process) in processes.sorted(by: { $0.key < $1.key })
        where !process.wasKilled && !process.isDone && process.pid != nil {
            guard let since = process.terminatedAt, now.seconds(since: since) >= seconds else { continue }
            processes[token]?.wasKilled = true
            actions.append(.signal(token, SIGKILL))
        }
        return actions
    }

    /// Kills the callbacks that have run for so many seconds.
    mutating func killOverdue(after seconds: Double, now: Timestamp) -> [Action] {
        var actions: [Action] = []
        for (token, process) in processes.sorted(by: { $0.key < $1.key })
        where process.order.work.isCallback && !process.wasKilled && !process.isDone {
            guard let since = process.startedAt, now.seconds(since: since) >= seconds else { continue }
            processes[token]?.wasKilled = true
            processes[token]?.isOverdue = true
            actions.append(.signal(token, SIGKILL))
        }
        return actions
    }
}
