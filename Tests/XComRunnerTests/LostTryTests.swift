import FoundationEssentials
import Testing
import XCom
import XComSupervisor

@testable import XComRunner

@Suite("what is called for a try whose process was lost")
struct LostTryTests {
    /// How the try was lost, whether it is tried again, the release, and what Airflow's scheduler asks for.
    struct Case: Sendable {
        var cause: ProcessLoss.Cause
        var mayRetry: Bool
        var release: AirflowRelease
        var calls: [LostTry.Call]

        init(_ cause: ProcessLoss.Cause, retry: Bool, _ release: AirflowRelease, _ calls: [LostTry.Call]) {
            (self.cause, mayRetry, self.release, self.calls) = (cause, retry, release, calls)
        }
    }

    static let cases: [Case] = [
        Case(.success, retry: true, .v32, [.retryCallbacks, .retryEmail]),
        Case(.success, retry: false, .v32, [.failureCallbacks, .failureEmail]),
        Case(.failure, retry: true, .v32, [.retryCallbacks, .retryEmail]),
        Case(.failure, retry: false, .v32, []),
        Case(.supervisor, retry: true, .v31, [.failureCallbacks, .retryCallbacks, .retryEmail]),
        Case(.supervisor, retry: true, .v32, [.failureCallbacks, .retryCallbacks, .retryEmail]),
        Case(.supervisor, retry: false, .v32, [.failureCallbacks, .failureCallbacks, .failureEmail]),
        Case(.supervisor, retry: true, .v33, [.retryCallbacks, .retryCallbacks, .retryEmail]),
        Case(.supervisor, retry: false, .v33, [.failureCallbacks, .failureCallbacks, .failureEmail]),
    ]

    @Test("it depends on what was lost, on the retry and on the release", arguments: cases)
    func wanted(expected: Case) {
        #expect(
            LostTry.Call.wanted(after: expected.cause, mayRetry: expected.mayRetry, expected.release)
                == expected.calls)
    }

    private var lost: TaskInstance {
        let key = TaskInstanceKey(dagID: "d", runID: "r", taskID: "t", mapIndex: 3)
        var lost = TaskInstance(id: .version7(now: .now()), key: key, of: TaskNode(taskID: "t"))
        lost.state = .upForRetry
        lost.tryNumber = 2
        lost.maxTries = 4
        lost.hostname = "here"
        return lost
    }

    @Test("what the task does not have is not called, and nothing at all is no order")
    func had() throws {
        let loss = ProcessLoss(.supervisor, TaskProblem(type: "WorkerLost", message: "why"))
        var node = TaskNode(taskID: "t")
        #expect(LostTry(lost, of: node, loss, .v32) == nil)
        node.emailsOnFailure = true
        #expect(LostTry(lost, of: node, loss, .v32) == nil)
        node.hasOnRetryCallback = true
        node.emailsOnRetry = true
        let found = try #require(LostTry(lost, of: node, loss, .v32))
        #expect(found.calls == [.retryCallbacks, .retryEmail])
        #expect(found.message == "why")
        #expect([found.tryNumber, found.maxTries] == [2, 4])
        #expect(found.hostname == "here")
    }
}
