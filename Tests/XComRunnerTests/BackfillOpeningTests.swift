import Testing
import XCom
import XComStores

@testable import XComRunner

@Suite("making a backfill, or taking one up")
struct BackfillOpeningTests {
    let store: any Store
    let now = Timestamp(microseconds: 1_767_225_600_000_000)

    init() throws {
        store = try StoreOpener.inMemory.open()
    }

    private func day(_ number: Int) -> Timestamp {
        now.advanced(bySeconds: Double(number) * 86_400)
    }

    private func plans(_ days: ClosedRange<Int>) throws -> [RunPlan] {
        try days.map { number in
            var plan = try #require(
                RunPlan(
                    of: DagRun(
                        key: DagRunKey(dagID: "d", runID: "backfill__\(number)"), runType: .backfill, state: .queued,
                        logicalDate: day(number), runAfter: day(number + 1))))
            plan.runType = .backfill
            plan.runAfter = day(number + 1)
            return plan
        }
    }

    private func opening(
        _ reprocess: Backfill.ReprocessBehavior? = nil, dependsOnPast: Bool = false, backwards: Bool = false
    ) -> BackfillOpening {
        var request = BackfillRequest(dagID: "d", fromDate: "", toDate: "")
        request.reprocessBehavior = reprocess
        request.runsBackwards = backwards
        var node = TaskNode(taskID: "t")
        node.dependsOnPast = dependsOnPast
        return BackfillOpening(request: request, graph: DagGraph(dagID: "d", tasks: [node]), now: now)
    }

    private func add(_ state: DagRunState, day number: Int, runID: String) throws {
        var run = DagRun(
            key: DagRunKey(dagID: "d", runID: runID), runType: .manual, state: state, logicalDate: day(number),
            runAfter: now)
        run.startDate = now
        try store.insert(run)
    }

    private func dates(_ backfill: Backfill) throws -> [String?] {
        try store.backfillRuns(backfillID: #require(backfill.id)).map { $0.runID ?? $0.exceptionReason }
    }

    @Test("its runs are queued in the order of the schedule, or the other way round")
    func made() throws {
        let (backfill, isResumed) = try opening().open(plans(0...2), from: day(0), to: day(2), in: store)
        #expect(!isResumed)
        #expect(try dates(backfill) == ["backfill__0", "backfill__1", "backfill__2"])
        let run = try #require(try store.dagRun(DagRunKey(dagID: "d", runID: "backfill__1")))
        #expect((run.state, run.runType, run.triggeredBy) == (.queued, .backfill, "backfill"))
        #expect((run.logicalDate, run.runAfter) == (day(1), day(2)))
        #expect(try store.backfillOrdinal(of: run.key) == 2)
        let turned = opening(backwards: true)
        let other = BackfillOpening(
            request: turned.request, graph: DagGraph(dagID: "e", tasks: [TaskNode(taskID: "t")]), now: now)
        #expect(
            try dates(other.open(plans(0...1), from: day(0), to: day(1), in: store).backfill) == [
                "backfill__1", "backfill__0",
            ])
    }

    @Test(
        "what becomes of runs that there are",
        arguments: [
            (nil, ["already exists", "already exists", "in flight", "backfill__3"]),
            (Backfill.ReprocessBehavior.none, ["already exists", "already exists", "in flight", "backfill__3"]),
            (.failed, ["already exists", "bad", "in flight", "backfill__3"]),
            (.completed, ["good", "bad", "in flight", "backfill__3"]),
        ] as [(Backfill.ReprocessBehavior?, [String])])
    func reprocessed(behavior: Backfill.ReprocessBehavior?, expected: [String]) throws {
        try add(.success, day: 0, runID: "good")
        try add(.failed, day: 1, runID: "bad")
        try add(.running, day: 2, runID: "going")
        let (backfill, _) = try opening(behavior).open(plans(0...3), from: day(0), to: day(3), in: store)
        #expect(try dates(backfill) == expected)
        for runID in expected where ["good", "bad"].contains(runID) {
            let run = try #require(try store.dagRun(DagRunKey(dagID: "d", runID: runID)))
            #expect((run.state, run.runType, run.triggeredBy, run.clearNumber) == (.queued, .backfill, "backfill", 1))
        }
        #expect(try store.dagRun(DagRunKey(dagID: "d", runID: "going"))?.runType == .manual)
    }

    @Test("one that has not ended goes on, and keeps others from beginning; one whose runs have ended does not")
    func active() throws {
        let (first, _) = try opening().open(plans(0...1), from: day(0), to: day(1), in: store)
        let (again, isResumed) = try opening().open(plans(0...1), from: day(0), to: day(1), in: store)
        #expect(isResumed && again == first)
        #expect(throws: RunnerError.self) { try opening().open(plans(0...2), from: day(0), to: day(2), in: store) }
        #expect(try BackfillOpening.unfinished(first, in: store).map(\.runID) == ["backfill__0", "backfill__1"])
        for runID in ["backfill__0", "backfill__1"] {
            try store.updateDagRun(DagRunKey(dagID: "d", runID: runID)) { $0.state = .success }
        }
        let (other, otherIsResumed) = try opening().open(plans(0...2), from: day(0), to: day(2), in: store)
        #expect(!otherIsResumed)
        #expect(try dates(other) == ["already exists", "already exists", "backfill__2"])
    }

    @Test("tasks that depend on the past want to be told what becomes of runs that there are, and no other order")
    func dependsOnPast() throws {
        for refused in [
            opening(nil, dependsOnPast: true), opening(Backfill.ReprocessBehavior.none, dependsOnPast: true),
        ] {
            let error = #expect(throws: RunnerError.self) { try refused.check() }
            #expect(error?.message.contains("--reprocess-behavior failed or completed") == true)
        }
        let backwards = #expect(throws: RunnerError.self) {
            try opening(.failed, dependsOnPast: true, backwards: true).check()
        }
        #expect(backwards?.message == "A backfill cannot run backwards where task t of DAG d has depends_on_past.")
        try opening(.failed, dependsOnPast: true).check()
        try opening(backwards: true).check()
    }

    @Test("the first run of a backfill depends on no run before it; with catchup runs by hand do not count")
    func past() throws {
        try add(.failed, day: 0, runID: "before")
        let (_, _) = try opening(.failed, dependsOnPast: true).open(plans(1...2), from: day(1), to: day(2), in: store)
        var graph = opening(dependsOnPast: true).graph
        graph.tasks[0].ignoreFirstDependsOnPast = false
        func past(_ runID: String) throws -> PastRuns {
            try PastRuns(
                run: #require(try store.dagRun(DagRunKey(dagID: "d", runID: runID))), graph: graph, store: store)
        }
        #expect(try past("backfill__1").blocked == [])
        let second = try past("backfill__2")
        #expect(second.blocked == [0] && second.previous?.runID == "backfill__1")
        try add(.queued, day: 3, runID: "by hand")
        try add(.queued, day: 4, runID: "next")
        #expect(try past("next").previous?.runID == "by hand")
        graph.catchup = true
        #expect(try past("next").previous?.runID == "backfill__2")
        graph.tasks[0].startDate = day(3)
        #expect(try past("next").blocked == [])
    }
}
