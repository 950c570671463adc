import StoreFixtures
import Testing
import XCom
import XComStores

@Suite("The names in a store")
struct StoredNamesTests {
    private func names(
        _ kind: StoredName, _ filter: XComFilter, rows: Int = 100, in store: any Store
    ) throws -> [String] {
        try store.names(kind, of: filter, rows: rows)
    }

    @Test("are those that a filter lets through, each once, the newest first", arguments: StoreKind.allCases)
    func filtered(kind: StoreKind) throws {
        let fixture = try kind.make()
        let store = fixture.store
        try store.makeRun(dagID: "etl", runID: "monday", tasks: ["extract": [-1], "load": [0, 1]])
        try store.makeRun(
            dagID: "etl", runID: "tuesday", logicalDate: "2026-01-02", runAfter: "2026-01-02", tasks: ["load": [-1]])
        try store.makeRun(dagID: "other", runID: "monday", tasks: ["check": [-1]])
        for (key, index) in [("a", 0), ("b", 0), ("a", 1)] {
            try store.set(
                WireValue(text: "1"),
                at: address("load", mapIndex: index, key: key, dagID: "etl", runID: "monday"))
        }
        #expect(try names(.runID, XComFilter(dagID: "etl"), in: store) == ["tuesday", "monday"])
        #expect(try names(.runID, XComFilter(), in: store) == ["monday", "tuesday"])
        // A run has no task and no key.
        #expect(try names(.runID, XComFilter(dagID: "other", taskID: "x", key: "y"), in: store) == ["monday"])
        #expect(try names(.taskID, XComFilter(dagID: "etl", runID: "tuesday"), in: store) == ["load"])
        #expect(try Set(names(.taskID, XComFilter(dagID: "etl"), in: store)) == ["extract", "load"])
        #expect(try names(.key, XComFilter(dagID: "etl", runID: "monday", taskID: "load"), in: store) == ["a", "b"])
        #expect(try names(.key, XComFilter(dagID: "other"), in: store) == [])
    }

    @Test("are of the newest rows alone", arguments: StoreKind.allCases)
    func bounded(kind: StoreKind) throws {
        let fixture = try kind.make()
        for number in 1...5 {
            let date = "2026-01-0\(number)"
            try fixture.store.makeRun(runID: "run\(number)", logicalDate: date, runAfter: date)
        }
        #expect(try names(.runID, XComFilter(), rows: 2, in: fixture.store) == ["run5", "run4"])
    }
}
