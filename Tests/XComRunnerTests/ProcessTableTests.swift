import Glibc
import Testing
import XCom

@testable import XComRunner

@Suite("the processes of a run's orders")
struct ProcessTableTests {
    private var table = ProcessTable()
    private let task = Order(work: .task, instance: nil, dagID: "d", runID: "r", taskID: "t")
    private let trigger = Order(work: .trigger, instance: nil, dagID: "d", runID: "r", taskID: "t")
    private let instance = InstanceIndex(task: 0)
    private let now = Timestamp(microseconds: 0)
    private let killed = ProcessEnd(status: SIGKILL)

    private func process(_ order: Order, pid: Int32? = nil, isDone: Bool = false) -> ProcessTable.Process {
        ProcessTable.Process(
            order: order, instance: instance, pid: pid, startedAt: pid == nil ? nil : now, isDone: isDone)
    }

    @Test("a process that said it is done ends its order once")
    mutating func done() {
        let token = table.ordered(task, for: instance)
        #expect(table.started(token, pid: 7, now: now) == [])
        #expect(table.hasUnfinished)
        #expect(table.done(token, nil) == [.end(process(task, pid: 7), loss: nil)])
        #expect(table.done(token, nil) == [])
        #expect(!table.hasUnfinished)
        #expect(table.exited(token, killed) == [])
        #expect(table.processes.isEmpty)
    }

    @Test("a process that ends without a word is a loss, with how it ended")
    mutating func lost() {
        let token = table.ordered(task, for: instance)
        _ = table.started(token, pid: 7, now: now)
        let loss = TaskProblem(type: "ProcessKilled", message: "the process was killed by signal 9 (SIGKILL)")
        #expect(table.exited(token, killed) == [.end(process(task, pid: 7), loss: ProcessLoss(.failure, loss))])
        let silent = table.ordered(task, for: instance)
        let end = TaskProblem(
            type: "ProcessExited", message: "the process ended with exit code 3 before the task finished")
        #expect(
            table.exited(silent, ProcessEnd(status: 3 << 8)) == [.end(process(task), loss: ProcessLoss(.failure, end))])
        let well = table.ordered(task, for: instance)
        guard case .end(_, let quiet?) = table.exited(well, ProcessEnd(status: 0)).first else {
            Issue.record("it is not ended")
            return
        }
        #expect(quiet.cause == .success)
    }

    @Test("what kept a process from its work is a loss, whose exception is for the log alone")
    mutating func raised() {
        let token = table.ordered(task, for: instance)
        let problem = TaskProblem(type: "builtins.KeyError", message: "what")
        guard case .end(_, let loss?) = table.done(token, problem).first else {
            Issue.record("it is not ended")
            return
        }
        #expect(loss.cause == .failure)
        #expect(loss.problem == problem)
        #expect(loss.words == "builtins.KeyError")
    }

    @Test("what is told of an order that is not known changes nothing")
    mutating func unknown() {
        #expect(table.started(5, pid: 1, now: now) == [])
        #expect(table.done(5, nil) == [])
        #expect(table.exited(5, killed) == [])
    }

    @Test("a lost worker loses the tries that had begun; the rest is given to the next one")
    mutating func worker() {
        let begun = table.ordered(task, for: instance)
        _ = table.started(begun, pid: 7, now: now)
        let queued = table.ordered(task, for: InstanceIndex(task: 1))
        let waiting = table.ordered(trigger, for: instance)
        let done = table.ordered(task, for: instance)
        _ = table.done(done, nil)
        let actions = table.workerLost(killed) { $0.pid == 7 }
        let loss = TaskProblem(
            type: "WorkerLost",
            message: "the worker process was lost that ran it: it was killed by signal 9 (SIGKILL)")
        #expect(
            actions == [
                .end(process(task, pid: 7), loss: ProcessLoss(.supervisor, loss)), .start(done + 1, task),
                .start(done + 2, trigger),
            ])
        #expect(Set(table.processes.keys) == [done + 1, done + 2])
        #expect([begun, queued, waiting, done].allSatisfy { table.exited($0, killed) == [] })
    }

    @Test("what was asked to end is not started again by another worker")
    mutating func workerOfStopped() {
        let token = table.ordered(task, for: instance)
        #expect(table.terminate(now: now) { _ in true } == [])
        guard case .end(_, let loss?) = table.workerLost(killed, hasBegun: { _ in false }).first else {
            Issue.record("it is not ended")
            return
        }
        #expect(loss.problem.type == "WorkerLost")
        #expect(table.processes[token] == nil)
    }

    @Test("a process is asked to end, and killed when it takes its time")
    mutating func terminate() {
        let token = table.ordered(task, for: instance)
        _ = table.started(token, pid: 7, now: now)
        #expect(!table.isEndingSome)
        #expect(table.terminate(now: now) { $0.order.work == .trigger } == [])
        #expect(table.terminate(now: now) { _ in true } == [.signal(token, SIGTERM)])
        #expect(table.terminate(now: now) { _ in true } == [])
        #expect(table.isEndingSome)
        #expect(table.killStubborn(after: 5, now: now.advanced(bySeconds: 4.9)) == [])
        #expect(table.killStubborn(after: 5, now: now.advanced(bySeconds: 5)) == [.signal(token, SIGKILL)])
        #expect(table.killStubborn(after: 5, now: now.advanced(bySeconds: 6)) == [])
    }

    @Test("a process that was asked to end before it was there hears of it when it is")
    mutating func early() {
        let token = table.ordered(task, for: instance)
        #expect(table.terminate(now: now) { _ in true } == [])
        #expect(table.killStubborn(after: 0, now: now) == [])
        #expect(table.started(token, pid: 7, now: now) == [.signal(token, SIGTERM)])
        #expect(table.killStubborn(after: 0, now: now) == [.signal(token, SIGKILL)])
    }

    @Test("a task that runs in the worker is its own process's loss", arguments: [Int32(0), 3 << 8, SIGKILL])
    mutating func workerIsTask(status: Int32) {
        _ = table.ordered(task, for: instance)
        let other = table.ordered(callback, for: nil)
        _ = table.started(other, pid: 8, now: now)
        let actions = table.workerLost(ProcessEnd(status: status), isTask: true) { _ in true }
        let causes: [ProcessLoss.Cause?] = actions.map { action in
            if case .end(_, let loss) = action { loss?.cause } else { nil }
        }
        #expect(causes == [status == 0 ? .success : .failure, .supervisor])
    }

    // MARK: Callbacks

    private let callback = Order(work: .callback, instance: nil, dagID: "d", runID: "r")
    private let ofTask = Order(work: .taskCallback, instance: nil, dagID: "d", runID: "r", taskID: "t")
    private let ofOther = Order(work: .callback, instance: nil, dagID: "d", runID: "other")

    private mutating func held(_ order: Order) -> (token: ProcessTable.Token, isHeld: Bool?) {
        let token = table.ordered(order, for: nil)
        return (token, table.processes[token]?.isHeld)
    }

    @Test("callbacks of a run come one after the other; those of another run, and tasks, beside them")
    mutating func inOrder() {
        let first = held(ofTask)
        let second = held(ofTask)
        let last = held(callback)
        let elsewhere = held(ofOther)
        let work = held(task)
        #expect([first, second, last, elsewhere, work].map(\.isHeld) == [false, true, true, false, false])
        _ = table.started(first.token, pid: 7, now: now)
        #expect(table.exited(work.token, killed).count == 1)
        #expect(table.done(first.token, nil).dropFirst() == [.start(second.token, ofTask)])
        // Its process is still there.
        #expect(table.exited(first.token, killed) == [])
        #expect(table.hasUnfinished(of: DagRunKey(dagID: "d", runID: "r")))
        #expect(table.exited(second.token, killed).dropFirst() == [.start(last.token, callback)])
        #expect(table.done(last.token, nil).count == 1)
        #expect(!table.hasUnfinished(of: DagRunKey(dagID: "d", runID: "r")))
    }

    @Test("a held callback is given up where the rest is asked to end")
    mutating func heldAndStopped() {
        let first = held(ofTask)
        _ = table.started(first.token, pid: 7, now: now)
        let second = held(ofTask)
        #expect(table.terminate(now: now) { _ in true } == [.signal(first.token, SIGTERM)])
        #expect(table.processes[second.token] == nil)
        #expect(table.exited(first.token, killed).count == 1)
        #expect(!table.hasUnfinished)
    }

    @Test("callbacks that a lost worker ran are not run twice; those that waited are given to the next one")
    mutating func workerOfCallbacks() {
        let first = held(ofTask)
        _ = table.started(first.token, pid: 7, now: now)
        let second = held(callback)
        let third = held(ofTask)
        let actions = table.workerLost(killed) { _ in true }
        #expect(actions.count == 2)
        #expect(actions.last == .start(second.token, callback))
        #expect(table.processes[third.token]?.isHeld == true)
    }

    @Test("callbacks that take too long are killed, tasks are not")
    mutating func overdue() {
        let first = held(ofTask)
        let second = held(callback)
        let work = held(task)
        #expect(table.killOverdue(after: 50, now: now) == [])
        for token in [first.token, work.token] { _ = table.started(token, pid: 7, now: now) }
        #expect(table.killOverdue(after: 50, now: now.advanced(bySeconds: 49.9)) == [])
        #expect(table.killOverdue(after: 50, now: now.advanced(bySeconds: 50)) == [.signal(first.token, SIGKILL)])
        #expect(table.killOverdue(after: 50, now: now.advanced(bySeconds: 51)) == [])
        guard case .end(let process, _?) = table.exited(first.token, killed).first else {
            Issue.record("it is not ended")
            return
        }
        #expect(process.isOverdue)
        // The time of the next one begins when it does.
        _ = table.started(second.token, pid: 8, now: now.advanced(bySeconds: 60))
        #expect(table.killOverdue(after: 50, now: now.advanced(bySeconds: 100)) == [])
        #expect(table.killOverdue(after: 50, now: now.advanced(bySeconds: 110)) == [.signal(second.token, SIGKILL)])
    }
}
