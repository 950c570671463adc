import Testing
import XCom

@testable import XComRunner

@Suite("The phases of instances")
struct PhasesTests {
    @Test("however they change, an instance is in one phase, and what is ready is in the order of starting")
    func randomChanges() {
        var random = SystemRandomNumberGenerator()
        let weights = [1, 3, 1, 2]
        let keys = weights.indices.flatMap { task in (-1..<4).map { InstanceIndex(task: task, mapIndex: $0) } }
        var phases = Phases(weights: weights)
        var expected: [InstanceIndex: Phase] = [:]
        for step in 0..<2_000 {
            let key = keys.randomElement(using: &random) ?? InstanceIndex(task: 0)
            let choices: [Phase] = [
                .idle, .ready, .active, .deferred, .waiting(until: Timestamp(microseconds: Int64(step))),
            ]
            let phase = choices.randomElement(using: &random) ?? .idle
            phases[key] = phase
            expected[key] = phase
            #expect(keys.allSatisfy { phases[$0] == expected[$0] ?? .idle })
            func those(in phase: Phase) -> Set<InstanceIndex> { Set(expected.filter { $0.value == phase }.keys) }
            #expect(phases.active == those(in: .active))
            #expect(phases.deferred == those(in: .deferred))
            #expect(Set(phases.ready) == those(in: .ready) && phases.ready.count == those(in: .ready).count)
            #expect(phases.waiting.allSatisfy { expected[$0.key] == .waiting(until: $0.value) })
            #expect(phases.areIdle == expected.values.allSatisfy { $0 == .idle })
            let ranks = phases.ready.map { (-weights[$0.task], $0.mapIndex, $0.task) }
            #expect(zip(ranks, ranks.dropFirst()).allSatisfy { $0 < $1 })
        }
    }
}
