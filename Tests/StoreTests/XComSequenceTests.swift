import Foundation
import StoreFixtures
import Testing
import XCom
import XComStores

@Suite("Sequences of XComs")
struct XComSequenceTests {
    static let sequence = XComSequence(dagID: "d", runID: "r", taskID: "t")

    private func mapped(_ kind: StoreKind, _ mapIndexes: [Int]) throws -> TestStore {
        let fixture = try kind.make()
        try fixture.store.makeRun(tasks: ["t": mapIndexes, "other": [-1]])
        for mapIndex in mapIndexes.reversed() {
            try fixture.store.set(WireValue(text: "\(mapIndex)"), at: address(mapIndex: mapIndex))
        }
        try fixture.store.set(WireValue(text: "99"), at: address("other"))
        return fixture
    }

    @Test("items count rows in map-index order, from either end", arguments: StoreKind.allCases)
    func items(kind: StoreKind) throws {
        let store = try mapped(kind, [0, 1, 3]).store
        #expect(try store.count(of: Self.sequence) == 3)
        let items = try (-4...3).map { try store.item(of: Self.sequence, at: $0)?.text }
        #expect(items == [nil, "0", "1", "3", "0", "1", "3", nil])
        #expect(try store.count(of: XComSequence(dagID: "d", runID: "no", taskID: "t")) == 0)
    }

    /// A real Airflow's answers for every mix of bounds and steps over four rows.
    @Test("slices are Airflow's, where they differ from a list too", arguments: StoreKind.allCases)
    func slices(kind: StoreKind) throws {
        let store = try mapped(kind, [1, 2, 3, 4]).store
        let golden = try JSONValue(parsing: Golden.bytes("map_lazy_sequence"))
        let rows = try #require(golden["runs"]?[0]?["xcoms"]?.arrayValue)
        let row = try #require(rows.first { $0["task_id"] == "slices" })
        let answers = try #require(row["value"]?["all"]?.objectValue)
        #expect(answers.count == 605)
        for (name, expected) in answers {
            let bounds = name.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
            let values = try store.slice(
                of: Self.sequence, start: bounds[0], stop: bounds[1], step: bounds[2], .excluded)
            #expect("[\(values.map(\.text).joined(separator: ", "))]" == expected.text, "\(name)")
        }
    }

    @Test(
        "bounds as large as an integer can be are taken",
        arguments: [
            (Int.min, Int.max, 1), (Int.max, Int.min, -1), (Int.min, Int.min, Int.min), (Int.max, Int.max, Int.max),
        ])
    func extremes(start: Int, stop: Int, step: Int) throws {
        let store = try mapped(.memory, [0, 1]).store
        _ = try store.slice(of: Self.sequence, start: start, stop: stop, step: step, .excluded)
        _ = try store.slice(of: Self.sequence, start: nil, stop: stop, step: step, .excluded)
        _ = try store.slice(of: Self.sequence, start: start, stop: nil, step: step, .excluded)
    }
}

@Suite("Values of prior dates")
struct PriorDateTests {
    /// Three runs of one DAG and, where asked for, other DAGs that have runs of the same ids.
    private func runs(_ kind: StoreKind, otherDAGs: Int = 0) throws -> TestStore {
        let fixture = try kind.make()
        for day in 1...3 {
            let date = "2026-01-0\(day)"
            try fixture.store.makeRun(runID: "r\(day)", logicalDate: date, runAfter: date)
            try fixture.store.set(WireValue(text: "\(day)"), at: address(runID: "r\(day)"))
            for dag in 0..<otherDAGs {
                try fixture.store.makeRun(dagID: "other\(dag)", runID: "r\(day)", logicalDate: date, runAfter: date)
            }
        }
        return fixture
    }

    private func all(_ store: any Store, runID: String) throws -> [String] {
        try store.values(of: XComSequence(dagID: "d", runID: runID, taskID: "t"), includePriorDates: true).map(\.text)
    }

    @Test("all values are those of the runs up to and including this date", arguments: StoreKind.allCases)
    func values(kind: StoreKind) throws {
        let store = try runs(kind).store
        #expect(try all(store, runID: "r3") == ["1", "2", "3"])
        #expect(try all(store, runID: "r2") == ["1", "2"])
        #expect(try all(store, runID: "no").isEmpty)
    }

    @Test("one value is the newest", arguments: StoreKind.allCases)
    func newest(kind: StoreKind) throws {
        let store = try runs(kind).store
        #expect(try store.value(at: address(runID: "r3"), includePriorDates: true)?.text == "3")
        try store.delete(address(runID: "r3"))
        #expect(try store.value(at: address(runID: "r3"), includePriorDates: true)?.text == "2")
        #expect(try store.value(at: address(runID: "r1"), includePriorDates: true)?.text == "1")
        #expect(try store.value(at: address(runID: "no"), includePriorDates: true) == nil)
    }

    @Test("each value comes once per DAG that has a run of that id", arguments: StoreKind.allCases)
    func perDAG(kind: StoreKind) throws {
        let store = try runs(kind, otherDAGs: 1).store
        #expect(try all(store, runID: "r1") == ["1", "1"])
    }

    @Test("since Airflow 3.3 it is the DAG's own run that says up to which date", arguments: StoreKind.allCases)
    func ownRun(kind: StoreKind) throws {
        let store = try runs(kind).store
        try store.makeRun(dagID: "other", runID: "elsewhere", logicalDate: "2026-01-02", runAfter: "2026-01-02")
        try store.makeRun(dagID: "other", runID: "later", logicalDate: "2026-01-03", runAfter: "2026-01-03")
        try store.makeRun(runID: "later", logicalDate: nil, runAfter: "2026-01-02")
        func values(_ runID: String, _ priorDates: PriorDates) throws -> [String] {
            let sequence = XComSequence(dagID: "d", runID: runID, taskID: "t")
            return try store.slice(of: sequence, start: nil, stop: nil, step: nil, priorDates).map(\.text)
        }
        #expect(try values("r2", .upToOwnRun) == ["1", "2"])
        #expect(try values("elsewhere", .upToRunsOfAnyDAG) == ["1", "2"])
        #expect(try values("elsewhere", .upToOwnRun).isEmpty)
        #expect(try store.value(at: address(runID: "elsewhere"), .upToRunsOfAnyDAG)?.text == "2")
        #expect(try store.value(at: address(runID: "elsewhere"), .upToOwnRun) == nil)
        #expect(try store.value(at: address(runID: "later"), .upToRunsOfAnyDAG)?.text == "3")
        #expect(try store.value(at: address(runID: "later"), .upToOwnRun)?.text == "2")
    }

    @Test("a run without a logical date counts by its run_after", arguments: StoreKind.allCases)
    func withoutDate(kind: StoreKind) throws {
        let store = try runs(kind).store
        try store.makeRun(runID: "r4", logicalDate: nil, runAfter: "2026-01-02")
        #expect(try store.value(at: address(runID: "r4"), includePriorDates: true)?.text == "2")
    }
}
