import Testing
import XCom

@testable import XComRunner

@Suite("Scheduling, compared with what Airflow did")
struct GoldenSchedulingTests {
    /// Tasks end as the golden says they did when they were run; all other states are the scheduler's own.
    @Test("tasks that did not run and the run itself end as in the golden", arguments: GoldenRun.unmapped)
    func states(golden: GoldenRun) throws {
        let index = GraphIndex(golden.graph)
        let leftOut = golden.graph.tasks.indices.filter { golden.instances[golden.graph.tasks[$0].taskID] == nil }
        var scheduler = RunScheduler(
            index: index, limits: SchedulerLimits(jobs: 1), rules: .airflow32, leftOut: Set(leftOut))
        var clock = Timestamp(microseconds: 0)
        var open = scheduler.begin(now: clock)
        var end: DagRunState?
        while !open.isEmpty || scheduler.nextWake != nil {
            guard !open.isEmpty else {
                clock = scheduler.nextWake ?? clock
                open = scheduler.timePassed(now: clock)
                continue
            }
            switch open.removeFirst() {
            case .end(let state, _, _):
                end = state
            case .dispatch(let key):
                clock = clock.advanced(bySeconds: 1)
                let id = golden.graph.tasks[key.task].taskID
                let expected = try #require(golden.instances[id])
                let tryNumber = try #require(scheduler[key]).tryNumber
                #expect(expected.tryNumber >= tryNumber, "\(id) runs, but did not in Airflow")
                var outcome = InstanceOutcome(state: expected.state, endDate: clock)
                if tryNumber < expected.tryNumber { outcome.state = .upForRetry }
                if expected.state == .success { outcome.facts.skip = golden.skips[id] }
                if let skipped = outcome.facts.skip?.skipped?.arrayValue {
                    // A short circuit sends the ids of all that it skips before it ends.
                    let keys = skipped.compactMap(\.stringValue).compactMap { index.numbers[$0] }
                        .map { InstanceIndex(task: $0) }
                    open += scheduler.changed(
                        Dictionary(uniqueKeysWithValues: keys.map { ($0, .skipped) }), now: clock)
                }
                open += scheduler.ended(key, outcome, now: clock)
            default:
                break
            }
        }
        #expect(end == golden.state)
        for (number, task) in golden.graph.tasks.enumerated() {
            let instance = scheduler[InstanceIndex(task: number)]
            #expect(instance?.state == golden.instances[task.taskID]?.state, "\(task.taskID)")
            #expect(instance?.tryNumber == golden.instances[task.taskID]?.tryNumber, "\(task.taskID)")
        }
    }

    @Test("there are goldens to compare with")
    func goldens() {
        #expect(GoldenRun.unmapped.count > 40)
    }
}
