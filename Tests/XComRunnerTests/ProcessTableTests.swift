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
        ProcessTable.Process(order: order, instance: instance, pid: pid, isDone: isDone)
    }

    @Test("a process that said it is done ends its order once")
    mutating func done() {
        let token = table.ordered(task, for: instance)
        #expect(table.started(token, pid: 7) == [])
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
        _ = table.started(token, pid: 7)
        let loss = TaskProblem(type: "ProcessKilled", message: "the process was killed by signal 9 (SIGKILL)")
        #expect(table.exited(token, killed) == [.end(process(task, pid: 7), loss: loss)])
        let silent = table.ordered(task, for: instance)
        let end = TaskProblem(
            type: "ProcessExited", message: "the process ended with exit code 3 before the task finished")
        #expect(table.exited(silent, ProcessEnd(status: 3 << 8)) == [.end(process(task), loss: end)])
    }

    @Test("what is told of an order that is not known changes nothing")
    mutating func unknown() {
        #expect(table.started(5, pid: 1) == [])
        #expect(table.done(5, nil) == [])
        #expect(table.exited(5, killed) == [])
    }

    @Test("a lost worker loses the tries that had begun; the rest is given to the next one")
    mutating func worker() {
        let begun = table.ordered(task, for: instance)
        _ = table.started(begun, pid: 7)
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
                .end(process(task, pid: 7), loss: loss), .startAgain(done + 1, task), .startAgain(done + 2, trigger),
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
        #expect(loss.type == "WorkerLost")
        #expect(table.processes[token] == nil)
    }

    @Test("a process is asked to end, and killed when it takes its time")
    mutating func terminate() {
        let token = table.ordered(task, for: instance)
        _ = table.started(token, pid: 7)
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
        #expect(table.started(token, pid: 7) == [.signal(token, SIGTERM)])
        #expect(table.killStubborn(after: 0, now: now) == [.signal(token, SIGKILL)])
    }
}
