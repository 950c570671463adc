import Testing
import XCom
import XComSupervisor

@testable import XComRunner

private let start = Timestamp(microseconds: 0)

private func key(_ task: Int, _ mapIndex: Int = -1) -> InstanceIndex {
    InstanceIndex(task: task, mapIndex: mapIndex)
}

private func dispatched(_ actions: [SchedulerAction]) -> [InstanceIndex] {
    actions.compactMap { if case .dispatch(let key) = $0 { key } else { nil } }
}

private func ended(_ state: TaskInstanceState, mapLength: Int? = nil) -> InstanceOutcome {
    InstanceOutcome(state: state, endDate: start, facts: InstanceFacts(mapLength: mapLength))
}

private func graph(_ tasks: [TaskNode], groups: [TaskGroupNode] = []) -> DagGraph {
    var nodes = tasks
    for node in tasks {
        for number in nodes.indices where node.upstreamTaskIDs.contains(nodes[number].taskID) {
            nodes[number].downstreamTaskIDs.append(node.taskID)
        }
    }
    return DagGraph(dagID: "d", tasks: nodes, taskGroups: groups)
}

private func scheduler(_ graph: DagGraph, _ release: AirflowRelease) -> RunScheduler {
    RunScheduler(index: GraphIndex(graph), limits: SchedulerLimits(jobs: 16), rules: release.scheduling)
}

/// `a`, then a group mapped over its value with `g.b`, and after it `g.c` with a rule; `g.c` may be in a plain group inside.
private func mappedGroup(_ rule: TriggerRule, isNested: Bool) -> DagGraph {
    let source = ExpandInput.dictOfLists([.init(name: "x", source: .xcom(taskID: "a", key: "return_value"))])
    var inside = TaskGroupNode(groupID: "g.h")
    inside.parentGroupID = "g"
    var b = TaskNode(taskID: "g.b", upstream: ["a"], rule: .allSuccess)
    b.taskGroupID = "g"
    var c = TaskNode(taskID: "g.c", upstream: ["g.b"], rule: rule)
    c.taskGroupID = isNested ? "g.h" : "g"
    return graph(
        [TaskNode(taskID: "a", upstream: [], rule: .allSuccess), b, c],
        groups: [TaskGroupNode(groupID: "g", expand: source), inside])
}

@Suite("What the schedulers of Airflow's releases decide in different ways")
struct SchedulingRulesTests {
    @Test(
        "instances that were removed count for nothing, in 3.2 only for one of several",
        arguments: [TriggerRule.allSuccess, .noneFailed, .noneFailedMinOneSuccess])
    func removed(rule: TriggerRule) {
        var up = UpstreamStates()
        up.add(.success, isSetup: false)
        up.add(.removed, isSetup: false)
        #expect(!rule.verdict(up, mapIndex: -1, by: .airflow32).isMet)
        #expect(rule.verdict(up, mapIndex: 0, by: .airflow32).isMet)
        #expect(rule.verdict(up, mapIndex: -1, by: .airflow33).isMet)
    }

    @Test("all_failed is met by failures beside removed instances, in 3.2 only for one of several")
    func removedBesideFailures() {
        var up = UpstreamStates()
        up.add(.failed, isSetup: false)
        up.add(.removed, isSetup: false)
        #expect(!TriggerRule.allFailed.verdict(up, mapIndex: -1, by: .airflow32).isMet)
        #expect(TriggerRule.allFailed.verdict(up, mapIndex: -1, by: .airflow33).isMet)
    }

    @Test("none_failed_min_one_success without any success runs in 3.2, where something was removed, and fails in 3.3")
    func noSuccess() {
        var up = UpstreamStates()
        up.add(.skipped, isSetup: false)
        up.add(.removed, isSetup: false)
        let rule = TriggerRule.noneFailedMinOneSuccess
        #expect(rule.verdict(up, mapIndex: 0, by: .airflow32) == .init(isMet: true, state: nil))
        #expect(rule.verdict(up, mapIndex: 0, by: .airflow33) == .init(isMet: false, state: .upstreamFailed))
    }

    @Test(
        "a join in a mapped group is skipped before it is expanded in 3.2, and waits in 3.3", arguments: [true, false])
    func unexpandedJoin(isNested: Bool) {
        for (release, state) in [(AirflowRelease.v32, TaskInstanceState.skipped), (.v33, nil)] {
            var run = scheduler(mappedGroup(.noneFailedMinOneSuccess, isNested: isNested), release)
            _ = run.begin(now: start)
            #expect(dispatched(run.ended(key(0), ended(.success, mapLength: 2), now: start)) == [key(1, 0), key(1, 1)])
            #expect(run[key(2)]?.state == state, "\(release)")
        }
    }

    @Test(
        "one failure is one for every instance of a fast rule in 3.2, and for its own instance in 3.3",
        arguments: [(AirflowRelease.v32, [0, 1]), (.v33, [0])])
    func expandedFastRule(release: AirflowRelease, mapIndexes: [Int]) {
        var run = scheduler(mappedGroup(.oneFailed, isNested: false), release)
        _ = run.begin(now: start)
        _ = run.ended(key(0), ended(.success, mapLength: 2), now: start)
        #expect(
            dispatched(run.ended(key(1, 0), ended(.failed), now: start)) == mapIndexes.map { key(2, $0) }, "\(release)")
    }

    @Test(
        "what a branch in a mapped group decided counts for the instance of its own index in 3.1, and for none since 3.2",
        arguments: [(AirflowRelease.v31, true), (.v32, false), (.v33, false)])
    func branchInGroup(release: AirflowRelease, isSkipped: Bool) {
        var run = scheduler(mappedGroup(.allSuccess, isNested: false), release)
        _ = run.begin(now: start)
        _ = run.ended(key(0), ended(.success, mapLength: 2), now: start)
        var outcome = ended(.success)
        outcome.facts.skip = SkipDecision(skipped: .array([.string("g.c")]))
        let next = dispatched(run.ended(key(1, 0), outcome, now: start))
        #expect(next == (isSkipped ? [] : [key(2, 0)]), "\(release)")
        #expect((run[key(2, 0)]?.state == .skipped) == isSkipped, "\(release)")
    }

    @Test(
        "what a branch that is not mapped decided counts for mapped instances below it, in 3.1 not",
        arguments: [(AirflowRelease.v31, 2), (.v32, 0), (.v33, 0)])
    func branchAboveMapped(release: AirflowRelease, count: Int) {
        var mapped = TaskNode(taskID: "b", upstream: ["a"], rule: .allSuccess)
        mapped.isMapped = true
        mapped.expand = .dictOfLists([.init(name: "x", source: .literal(length: 2))])
        var run = scheduler(graph([TaskNode(taskID: "a", upstream: [], rule: .allSuccess), mapped]), release)
        _ = run.begin(now: start)
        var outcome = ended(.success)
        outcome.facts.skip = SkipDecision(skipped: .array([.string("b")]))
        #expect(dispatched(run.ended(key(0), outcome, now: start)).count == count, "\(release)")
    }

    @Test(
        "deferred instances count for the limits of their tasks since 3.3",
        arguments: [(AirflowRelease.v32, [InstanceIndex(task: 0, mapIndex: 1)]), (.v33, [])])
    func deferred(release: AirflowRelease, next: [InstanceIndex]) {
        var limited = TaskNode(taskID: "a", upstream: [], rule: .allSuccess)
        limited.isMapped = true
        limited.expand = .dictOfLists([.init(name: "x", source: .literal(length: 2))])
        limited.maxActiveTisPerDag = 1
        for perRun in [true, false] {
            limited.maxActiveTisPerDagrun = perRun ? 1 : nil
            limited.maxActiveTisPerDag = perRun ? nil : 1
            var run = scheduler(graph([limited]), release)
            #expect(dispatched(run.begin(now: start)) == [key(0, 0)])
            #expect(dispatched(run.ended(key(0, 0), ended(.deferred), now: start)) == next)
            #expect(run.occupancy.tasks["d"]?["a"] == (perRun ? nil : 1))
            if release == .v33 {
                #expect(dispatched(run.triggered(key(0, 0), now: start)).count == 1)
            }
        }
    }
}
