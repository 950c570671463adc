import Testing
import XCom

@testable import XComRunner

private func graph(_ tasks: TaskNode..., groups: [TaskGroupNode] = []) -> DagGraph {
    var nodes = tasks
    for node in tasks {
        for upstream in node.upstreamTaskIDs {
            guard let number = nodes.firstIndex(where: { $0.taskID == upstream }) else { continue }
            nodes[number].downstreamTaskIDs.append(node.taskID)
        }
    }
    return DagGraph(dagID: "d", tasks: nodes, taskGroups: groups)
}

private func task(
    _ id: String, _ upstream: String..., rule: TriggerRule = .allSuccess, group: String? = nil,
    expand: ExpandInput? = nil, change: (inout TaskNode) -> Void = { _ in }
) -> TaskNode {
    var node = TaskNode(taskID: id, upstream: upstream, rule: rule)
    node.taskGroupID = group
    node.expand = expand
    node.isMapped = expand != nil
    change(&node)
    return node
}

private func xcom(_ taskID: String) -> ExpandInput {
    .dictOfLists([.init(name: "x", source: .xcom(taskID: taskID, key: "return_value"))])
}

private let start = Timestamp(microseconds: 0)

private func at(_ seconds: Double) -> Timestamp {
    start.advanced(bySeconds: seconds)
}

private func scheduler(_ graph: DagGraph, jobs: Int = 16, pools: [String: Int] = [:]) -> RunScheduler {
    var limits = SchedulerLimits(jobs: jobs)
    limits.pools = pools
    return RunScheduler(index: GraphIndex(graph), limits: limits, rules: .airflow32)
}

private func dispatched(_ actions: [SchedulerAction]) -> [InstanceIndex] {
    actions.compactMap { if case .dispatch(let key) = $0 { key } else { nil } }
}

private func success(_ facts: InstanceFacts = InstanceFacts()) -> InstanceOutcome {
    InstanceOutcome(state: .success, endDate: start, facts: facts)
}

private func key(_ task: Int, _ mapIndex: Int = -1) -> InstanceIndex {
    InstanceIndex(task: task, mapIndex: mapIndex)
}

@Suite("The state machine of a run")
struct RunSchedulerTests {
    @Test("a chain runs task by task and ends in success")
    func chain() {
        var run = scheduler(graph(task("a"), task("b", "a")))
        #expect(
            run.begin(now: start) == [
                .insert(key(0)), .insert(key(1)), .set(key(0), .scheduled, tryNumber: 1), .dispatch(key(0)),
            ])
        #expect(
            run.ended(key(0), success(), now: start) == [.set(key(1), .scheduled, tryNumber: 1), .dispatch(key(1))])
        #expect(run.ended(key(1), success(), now: start) == [.end(.success, .success, key(0))])
    }

    @Test("a task without work succeeds with its first try, without a process")
    func emptyOperator() {
        var run = scheduler(graph(task("a") { $0.skipsExecution = true }))
        #expect(
            run.begin(now: start) == [
                .insert(key(0)), .set(key(0), .success, tryNumber: 1), .end(.success, .success, key(0)),
            ])
    }

    @Test(
        "a skip waits for what runs beside it: a failure weighs more",
        arguments: [
            (TaskInstanceState.failed, TaskInstanceState.upstreamFailed), (.success, .skipped), (.upForRetry, .skipped),
        ])
    func skipBesideFailure(other: TaskInstanceState, expected: TaskInstanceState) {
        var run = scheduler(graph(task("a"), task("b"), task("c", "a", "b")))
        _ = run.begin(now: start)
        #expect(run.ended(key(0), InstanceOutcome(state: .skipped, endDate: start), now: start) == [])
        let actions = run.ended(key(1), InstanceOutcome(state: other, endDate: start), now: start)
        #expect(actions.first == .set(key(2), expected, tryNumber: 0))
    }

    @Test("a skip does not wait for what has not begun")
    func skipBesideWaiting() {
        var run = scheduler(graph(task("a"), task("b"), task("c", "b"), task("d", "a", "c")))
        _ = run.begin(now: start)
        #expect(
            run.ended(key(0), InstanceOutcome(state: .skipped, endDate: start), now: start)
                == [.set(key(3), .skipped, tryNumber: 0)])
    }

    @Test("a retry starts when its delay is over, with the next try number")
    func retry() {
        var run = scheduler(
            graph(
                task("a") {
                    $0.retries = 1
                    $0.retryDelay = 30
                }))
        _ = run.begin(now: start)
        #expect(run.ended(key(0), InstanceOutcome(state: .upForRetry, endDate: at(5)), now: at(5)) == [])
        #expect(run.nextWake == at(35))
        #expect(run.timePassed(now: at(34)) == [])
        #expect(run.timePassed(now: at(35)) == [.set(key(0), .scheduled, tryNumber: 2), .dispatch(key(0))])
        #expect(
            run.ended(key(0), InstanceOutcome(state: .failed, endDate: at(40)), now: at(40))
                == [.end(.failed, .taskFailure, key(0))])
    }

    @Test("a reschedule keeps the try number")
    func reschedule() {
        var run = scheduler(graph(task("a")))
        _ = run.begin(now: start)
        let outcome = InstanceOutcome(state: .upForReschedule, endDate: at(1), rescheduleDate: at(60))
        #expect(run.ended(key(0), outcome, now: at(1)) == [])
        #expect(run.nextWake == at(60))
        #expect(run.timePassed(now: at(60)) == [.set(key(0), .scheduled, tryNumber: 1), .dispatch(key(0))])
    }

    @Test("a deferred task gets a trigger, and goes on with the same try when it fires")
    func deferral() {
        var run = scheduler(graph(task("a")))
        _ = run.begin(now: start)
        #expect(
            run.ended(key(0), InstanceOutcome(state: .deferred, endDate: start), now: start) == [.startTrigger(key(0))])
        #expect(run.triggered(key(0), now: start) == [.dispatch(key(0))])
        #expect(run[key(0)]?.tryNumber == 1)
    }

    @Test("a deferred task keeps its slots where its pool says so", arguments: [false, true])
    func deferredInPool(includesDeferred: Bool) {
        let pool = PoolRecord(pool: "p", slots: 2, includesDeferred: includesDeferred)
        let limits = SchedulerLimits(jobs: 16, pools: [pool], defaultPoolSlots: 8)
        let tasks = graph(
            task("a") {
                $0.pool = "p"
                $0.poolSlots = 2
            }, task("b") { $0.pool = "p" }, task("c") { $0.pool = "wide" })
        var run = RunScheduler(index: GraphIndex(tasks), limits: limits, rules: .airflow32)
        #expect(dispatched(run.begin(now: start)) == [key(0), key(2)])
        let actions = run.ended(key(0), InstanceOutcome(state: .deferred, endDate: start), now: start)
        #expect(dispatched(actions) == (includesDeferred ? [] : [key(1)]))
        #expect(run.occupancy.pools["p"] == (includesDeferred ? 2 : 1))
        // It gives them back when it goes on, and has to wait for them itself.
        #expect(dispatched(run.triggered(key(0), now: start)) == (includesDeferred ? [key(0)] : []))
    }

    @Test("the default pool has the slots that somebody has given it, else those of the setting")
    func defaultPool() {
        #expect(SchedulerLimits(jobs: 1, pools: [], defaultPoolSlots: 8).pools == ["default_pool": 8])
        let own = PoolRecord(pool: "default_pool", slots: 3)
        #expect(SchedulerLimits(jobs: 1, pools: [own], defaultPoolSlots: 8).pools == ["default_pool": 3])
        let endless = PoolRecord(pool: "default_pool", slots: PoolRecord.unlimited)
        #expect(SchedulerLimits(jobs: 1, pools: [endless], defaultPoolSlots: 8).pools == [:])
    }

    @Test("the length of an XCom decides how many instances a mapped task has")
    func expansion() {
        var run = scheduler(graph(task("a"), task("b", "a", expand: xcom("a")), task("c", "b")))
        _ = run.begin(now: start)
        let actions = run.ended(key(0), success(InstanceFacts(mapLength: 3)), now: start)
        #expect(actions.prefix(3) == [.expand(task: 1), .insert(key(1, 1)), .insert(key(1, 2))])
        #expect(dispatched(actions) == [key(1, 0), key(1, 1), key(1, 2)])
        #expect(dispatched(run.ended(key(1, 1), success(), now: start)) == [])
        #expect(dispatched(run.ended(key(1, 0), success(), now: start)) == [])
        #expect(dispatched(run.ended(key(1, 2), success(), now: start)) == [key(2)])
    }

    @Test("nothing to map over skips the unexpanded instance, with try 0")
    func emptyExpansion() {
        var run = scheduler(graph(task("a"), task("b", "a", expand: xcom("a")), task("c", "b", rule: .noneFailed)))
        _ = run.begin(now: start)
        let actions = run.ended(key(0), success(InstanceFacts(mapLength: 0)), now: start)
        #expect(actions.first == .set(key(1), .skipped, tryNumber: 0))
        #expect(dispatched(actions) == [key(2)])
    }

    @Test("mapping over a mapped task counts its values, not its instances")
    func mappedOverMapped() {
        let literal = ExpandInput.dictOfLists([.init(name: "x", source: .literal(length: 3))])
        var run = scheduler(
            graph(task("a", expand: literal), task("b", "a", rule: .allDone, expand: xcom("a"))))
        #expect(dispatched(run.begin(now: start)) == [key(0, 0), key(0, 1), key(0, 2)])
        _ = run.ended(key(0, 0), success(InstanceFacts(hasReturnValue: true)), now: start)
        _ = run.ended(key(0, 1), success(), now: start)
        let actions = run.ended(key(0, 2), success(InstanceFacts(hasReturnValue: true)), now: start)
        #expect(dispatched(actions) == [key(1, 0), key(1, 1)])
    }

    @Test("in a mapped group an instance follows its own upstream instance only")
    func mappedGroup() {
        let literal = ExpandInput.dictOfLists([.init(name: "x", source: .literal(length: 2))])
        var run = scheduler(
            graph(
                task("g.a", group: "g"), task("g.b", "g.a", group: "g"), task("c", "g.b"),
                groups: [TaskGroupNode(groupID: "g", expand: literal)]))
        #expect(dispatched(run.begin(now: start)) == [key(0, 0), key(0, 1)])
        #expect(dispatched(run.ended(key(0, 1), success(), now: start)) == [key(1, 1)])
        #expect(
            run.ended(key(0, 0), InstanceOutcome(state: .failed, endDate: start), now: start)
                == [.set(key(1, 0), .upstreamFailed, tryNumber: 0), .set(key(2), .upstreamFailed, tryNumber: 0)])
        #expect(
            run.ended(key(1, 1), success(), now: start)
                == [.end(.failed, .taskFailure, key(0, 0))])
    }

    @Test("a mapped group over an XCom expands every member once the length is known")
    func groupOverXCom() {
        var run = scheduler(
            graph(
                task("a"), task("g.b", "a", group: "g"), task("g.c", "g.b", group: "g"),
                groups: [TaskGroupNode(groupID: "g", expand: xcom("a"))]))
        _ = run.begin(now: start)
        let actions = run.ended(key(0), success(InstanceFacts(mapLength: 2)), now: start)
        #expect(dispatched(actions) == [key(1, 0), key(1, 1)])
        #expect(run[key(2, 0)] != nil && run[key(2, 1)] != nil && run[key(2)] == nil)
        #expect(dispatched(run.ended(key(1, 1), success(), now: start)) == [key(2, 1)])
    }

    @Test("in a mapped group a join expands although its rule says that it is skipped")
    func joinInMappedGroup() {
        var scheduler = scheduler(
            graph(
                task("a"), task("g.b", "a", group: "g"), task("g.c", "g.b", rule: .noneFailedMinOneSuccess, group: "g"),
                task("d", "g.c", rule: .allDone),
                groups: [TaskGroupNode(groupID: "g", expand: xcom("a"))]))
        _ = scheduler.begin(now: start)
        #expect(dispatched(scheduler.ended(key(0), success(InstanceFacts(mapLength: 1)), now: start)) == [key(1, 0)])
        #expect(scheduler[key(2)]?.state == .skipped)
        #expect(dispatched(scheduler.ended(key(1, 0), success(), now: start)) == [key(2, 0)])
        #expect(scheduler[key(2)]?.state == .removed)
        #expect(dispatched(scheduler.ended(key(2, 0), success(), now: start)) == [key(3)])
    }

    @Test("heavier tasks go first, within the jobs, the pool and the limit of the task")
    func limits() {
        let tasks = graph(
            task("light"), task("heavy") { $0.priorityWeight = 5 },
            task("pooled") { ($0.pool, $0.priorityWeight) = ("p", 4) },
            task("pooled_too") { ($0.pool, $0.priorityWeight) = ("p", 3) })
        var run = scheduler(tasks, jobs: 3, pools: ["p": 1])
        #expect(dispatched(run.begin(now: start)) == [key(1), key(2), key(0)])
        #expect(dispatched(run.ended(key(1), success(), now: start)) == [])
        #expect(dispatched(run.ended(key(2), success(), now: start)) == [key(3)])
    }

    @Test("what other runs take is not there: processes, slots, instances of the same task of the DAG")
    func elsewhere() {
        let limited = graph(task("a") { $0.maxActiveTisPerDag = 2 }, task("b") { $0.maxActiveTisPerDagrun = 1 })
        var run = scheduler(limited, jobs: 4, pools: ["default_pool": 4])
        run.elsewhere = Occupancy(jobs: 4)
        #expect(dispatched(run.begin(now: start)) == [])
        run.elsewhere = Occupancy(jobs: 2, pools: ["default_pool": 3], tasks: ["d": ["a": 2, "b": 9], "e": ["a": 7]])
        #expect(dispatched(run.roomChanged(now: start)) == [key(1)])
        run.elsewhere = Occupancy(jobs: 2, pools: ["default_pool": 2], tasks: ["d": ["a": 1]])
        #expect(dispatched(run.roomChanged(now: start)) == [key(0)])
        #expect(
            run.occupancy
                == Occupancy(jobs: 2, pools: ["default_pool": 2], tasks: ["d": ["a": 1]]))
    }

    @Test("what other commands take is seen before anything begins, and what was chosen too late waits again")
    func otherCommands() {
        let tasks = graph(
            task("a") { ($0.pool, $0.priorityWeight) = ("p", 3) },
            task("b") { ($0.pool, $0.poolSlots, $0.priorityWeight) = ("p", 2, 2) },
            task("c") { $0.maxActiveTisPerDag = 1 }, task("d"))
        var run = scheduler(tasks, pools: ["p": 3])
        let chosen = dispatched(run.begin(now: start))
        #expect(chosen == [key(0), key(1), key(2), key(3)])
        let others = Occupancy(pools: ["p": 1], tasks: ["d": ["c": 1]])
        #expect(run.withdraw(chosen, beside: others) == [key(1), key(2)])
        #expect(run[key(1)]?.state == .scheduled && run[key(0)]?.state == .queued)
        #expect(run.occupancy == Occupancy(jobs: 2, pools: ["p": 1, "default_pool": 1]))
        #expect(run.takenByOthers == ["max_active_tis_per_dag of task c", "slots of pool p"])
        #expect(dispatched(run.roomChanged(now: start)) == [])
        // Less of them is left than before.
        run.others = Occupancy(pools: ["p": 0])
        #expect(dispatched(run.roomChanged(now: start)) == [key(1), key(2)])
        #expect(run.takenByOthers == [])
    }

    @Test("a task that wants more than its pool has waits for those of other commands, too")
    func largeTask() {
        var run = scheduler(graph(task("a") { ($0.pool, $0.poolSlots) = ("p", 4) }), pools: ["p": 3])
        run.others = Occupancy(pools: ["p": 1])
        #expect(dispatched(run.begin(now: start)) == [])
        run.others = Occupancy()
        #expect(dispatched(run.roomChanged(now: start)) == [key(0)])
    }

    @Test("deferred instances of other commands count where the pool, or the release, has them count")
    func deferredOfOthers() {
        let taken = [TaskInstanceState.running, .deferred].map {
            TakenSlots(dagID: "d", taskID: "t", pool: "p", state: $0, instances: 1, slots: 2)
        }
        var limits = SchedulerLimits()
        #expect(
            Occupancy(taken, limits: limits, rules: .airflow32)
                == Occupancy(pools: ["p": 2], tasks: ["d": ["t": 1]]))
        limits.poolsWithDeferred = ["p"]
        #expect(
            Occupancy(taken, limits: limits, rules: .airflow33)
                == Occupancy(pools: ["p": 4], tasks: ["d": ["t": 2]]))
    }

    @Test("who waits for another run leaves its place to it")
    func waitingForRuns() {
        var run = scheduler(graph(task("a"), task("b")), jobs: 1)
        #expect(dispatched(run.begin(now: start)) == [key(0)])
        #expect(dispatched(run.waitsForRun(key(0), now: start)) == [key(1)])
        #expect(run.occupancy.jobs == 1)
        _ = run.ended(key(1), success(), now: start)
        _ = run.ended(key(0), success(), now: start)
        #expect(run.occupancy == Occupancy())
    }

    @Test("a task waits for the run before as long as that goes on, and then is deadlocked")
    func past() {
        func blocked() -> RunScheduler {
            RunScheduler(
                index: GraphIndex(graph(task("a") { $0.dependsOnPast = true })), limits: SchedulerLimits(jobs: 1),
                rules: .airflow32, blockedByPast: [0], pastMayChange: true)
        }
        var run = blocked()
        #expect(run.begin(now: start) == [.insert(key(0))])
        #expect(run.pastChanged(blocked: [0], mayChange: true, now: start) == [])
        #expect(dispatched(run.pastChanged(blocked: [], mayChange: true, now: start)) == [key(0)])
        var other = blocked()
        _ = other.begin(now: start)
        #expect(
            other.pastChanged(blocked: [0], mayChange: false, now: start) == [.end(.failed, .allTasksDeadlocked, nil)])
    }

    @Test(
        "an expansion to more instances than there can be fails the task, however great the product",
        arguments: [[1000, 1001], Array(repeating: 1000, count: 7), Array(repeating: 1_000_000, count: 11)])
    func tooMany(lengths: [Int]) {
        let expand = ExpandInput.dictOfLists(
            lengths.enumerated().map { .init(name: "x\($0)", source: .literal(length: $1)) })
        var run = scheduler(graph(task("a", expand: expand)))
        #expect(
            run.begin(now: start) == [
                .insert(key(0)), .set(key(0), .failed, tryNumber: 0), .refuseExpansion(task: 0),
                .end(.failed, .taskFailure, key(0)),
            ])
        let groups = (0..<8).map {
            TaskGroupNode(
                groupID: "g\($0)", parent: $0 > 0 ? "g\($0 - 1)" : nil,
                expand: .dictOfLists([.init(name: "x", source: .literal(length: 1000))]))
        }
        var inGroups = scheduler(graph(task("a", group: "g7"), groups: groups))
        #expect(inGroups.begin(now: start).contains(.refuseExpansion(task: 0)))
    }

    @Test("fail_fast stops all but teardowns")
    func failFast() {
        var tasks = graph(
            task("a"), task("b"), task("c", "b"), task("t", "b", rule: .allDoneSetupSuccess) { $0.isTeardown = true })
        tasks.failFast = true
        var run = scheduler(tasks)
        _ = run.begin(now: start)
        #expect(
            run.ended(key(0), InstanceOutcome(state: .failed, endDate: start), now: start) == [
                .terminate(key(1)), .set(key(1), .failed, tryNumber: 1), .set(key(2), .skipped, tryNumber: 0),
                .set(key(3), .scheduled, tryNumber: 1), .dispatch(key(3)),
            ])
    }

    @Test("fail_fast ends the trigger of a deferred task, too")
    func failFastEndsTriggers() {
        var tasks = graph(task("a"), task("b"))
        tasks.failFast = true
        var run = scheduler(tasks)
        _ = run.begin(now: start)
        _ = run.ended(key(1), InstanceOutcome(state: .deferred, endDate: start), now: start)
        #expect(
            run.ended(key(0), InstanceOutcome(state: .failed, endDate: start), now: start) == [
                .terminate(key(1)), .set(key(1), .skipped, tryNumber: 1), .end(.failed, .taskFailure, key(0)),
            ])
    }

    @Test("a run whose tasks wait for the run before, in vain, is deadlocked")
    func blocked() {
        var run = RunScheduler(
            index: GraphIndex(graph(task("a") { $0.dependsOnPast = true })), limits: SchedulerLimits(jobs: 1),
            rules: .airflow32, blockedByPast: [0])
        #expect(run.begin(now: start).last == .end(.failed, .allTasksDeadlocked, nil))
    }

    @Test("stopped by a person: processes are ended, what they leave is taken, and nothing else changes")
    func interrupted() {
        var tasks = graph(task("a"), task("b", "a"), task("c"), task("d") { $0.retries = 1 })
        tasks.failFast = true
        var run = scheduler(tasks)
        _ = run.begin(now: start)
        _ = run.ended(key(2), InstanceOutcome(state: .deferred, endDate: start), now: start)
        #expect(run.interrupted() == [.terminate(key(0)), .terminate(key(2)), .terminate(key(3))])
        #expect(run.isOver)
        #expect(run.ended(key(0), InstanceOutcome(state: .failed, endDate: start), now: start) == [])
        #expect(run.ended(key(3), InstanceOutcome(state: .upForRetry, endDate: start), now: start) == [])
        #expect((0..<4).map { run[key($0)]?.state } == [.failed, nil, .deferred, .upForRetry])
        #expect(run.timePassed(now: at(1_000)) == [])
        #expect(run.interrupted() == [])
    }

    @Test("a task that is left out is waited for where nothing is mapped, and gets no instance when the run is resumed")
    func leftOut() {
        let tasks = graph(task("a"), task("b", "a", rule: .allDone), task("c"))
        var run = RunScheduler(
            index: GraphIndex(tasks), limits: SchedulerLimits(jobs: 1), rules: .airflow32, leftOut: [0])
        #expect(
            run.begin(now: start) == [
                .insert(key(1)), .insert(key(2)), .set(key(2), .scheduled, tryNumber: 1), .dispatch(key(2)),
            ])
        #expect(
            run.ended(key(2), InstanceOutcome(state: .success, endDate: start), now: start)
                == [.end(.failed, .allTasksDeadlocked, nil)])

        var done = ScheduledInstance(state: .success, tryNumber: 1)
        done.endDate = start
        var resumed = RunScheduler(
            index: GraphIndex(tasks), limits: SchedulerLimits(jobs: 1), rules: .airflow32, leftOut: [0],
            instances: [key(1): ScheduledInstance(), key(2): done])
        #expect(resumed.begin(now: start) == [.end(.failed, .allTasksDeadlocked, nil)])
    }

    @Test("the dates of a task are compared with the logical date, both ends included")
    func dates() {
        var node = task("a")
        node.startDate = at(10)
        node.endDate = at(20)
        func takesPart(_ date: Timestamp?, _ type: DagRunType = .manual) -> Bool {
            let key = DagRunKey(dagID: "d", runID: "r")
            let run = DagRun(key: key, runType: type, state: .running, logicalDate: date, runAfter: start)
            return node.takesPart(in: run)
        }
        #expect([at(9), at(10), at(20), at(21), nil].map { takesPart($0) } == [false, true, true, false, true])
        #expect(takesPart(at(9), .backfill))
    }

    @Test("a resumed run goes on where it was")
    func resumed() {
        let tasks = graph(task("a"), task("b", "a"), task("c", "b"))
        var done = ScheduledInstance(state: .success, tryNumber: 1)
        done.endDate = start
        var run = RunScheduler(
            index: GraphIndex(tasks), limits: SchedulerLimits(jobs: 1), rules: .airflow32,
            instances: [
                key(0): done, key(1): ScheduledInstance(state: .queued, tryNumber: 1), key(2): ScheduledInstance(),
            ])
        #expect(run.begin(now: start) == [.dispatch(key(1))])
        #expect(dispatched(run.ended(key(1), success(), now: start)) == [key(2)])
    }
}
