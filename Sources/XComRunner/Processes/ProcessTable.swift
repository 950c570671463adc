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
        /// Whether the process has said that it is done; then its end says nothing more.
        var isDone = false
        /// Since when it has been asked to end.
        var terminatedAt: Timestamp?
        var wasKilled = false
    }

    /// What the main process is to do.
    enum Action: Equatable {
        /// Send a signal to the order's process.
        case signal(Token, Int32)
        /// The order is done with; `loss` says how a process ended that did not say so itself.
        case end(Process, loss: TaskProblem?)
        /// Give the order to another worker: nothing of it was done.
        case startAgain(Token, Order)
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

    mutating func ordered(_ order: Order, for instance: InstanceIndex?) -> Token {
        let token = newToken()
        processes[token] = Process(order: order, instance: instance)
        return token
    }

    mutating func started(_ token: Token, pid: Int32) -> [Action] {
        guard var process = processes[token] else { return [] }
        process.pid = pid
        processes[token] = process
        // It was asked to end before it was there.
        return process.terminatedAt == nil ? [] : [.signal(token, SIGTERM)]
    }

    /// The process says that it is done.
    mutating func done(_ token: Token, _ problem: TaskProblem?) -> [Action] {
        guard let process = processes[token], !process.isDone else { return [] }
        processes[token]?.isDone = true
        return [.end(process, loss: problem)]
    }

    mutating func exited(_ token: Token, _ end: ProcessEnd) -> [Action] {
        guard let process = processes.removeValue(forKey: token), !process.isDone else { return [] }
        return [.end(process, loss: TaskProblem(type: end.type, message: end.reason))]
    }

    /// The worker is gone, and with it the processes of all orders.
    ///
    /// - `hasBegun`: whether an order's task instance was given its try; where it was not, the order is given again.
    ///   So is a trigger's, whatever it had done: Airflow's are taken over by another triggerer. A callback is not run twice.
    mutating func workerLost(_ end: ProcessEnd, hasBegun: (Process) throws -> Bool) rethrows -> [Action] {
        var actions: [Action] = []
        for (token, process) in processes.sorted(by: { $0.key < $1.key }) {
            processes[token] = nil
            guard !process.isDone else { continue }
            let mayStartAgain =
                switch process.order.work {
                case .task: try !hasBegun(process)
                case .trigger: true
                case .callback: false
                }
            if mayStartAgain, process.terminatedAt == nil {
                let again = ordered(process.order, for: process.instance)
                actions.append(.startAgain(again, process.order))
            } else {
                actions.append(
                    .end(
                        process,
                        loss: TaskProblem(
                            type: "WorkerLost", message: "the worker process was lost that ran it: \(end.workerReason)")
                    ))
            }
        }
        return actions
    }

    /// Asks processes to end.
    mutating func terminate(now: Timestamp, _ matches: (Process) -> Bool) -> [Action] {
        var actions: [Action] = []
        for (token, process) in processes.sorted(by: { $0.key < $1.key })
        where process.terminatedAt == nil && !process.isDone && matches(process) {
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
}
