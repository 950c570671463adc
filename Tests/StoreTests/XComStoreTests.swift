import StoreFixtures
import Testing
import XCom
import XComStores

@Suite("A store of XComs")
struct XComStoreTests {
    @Test(
        "a value comes back byte for byte", arguments: StoreKind.allCases,
        [
            "3", "3.0", "-0.0", "1e400", "18446744073709551615", "123456789012345678901234567890", "null", "true",
            "\"42\"", "\"\\u0000\"", "\"\\ud800\"", "\"grün 🐟\"", #"{"b": 1, "a": [1.10, {"x":null}]}"#, "[]", "\"\"",
        ])
    func roundTrip(kind: StoreKind, text: String) throws {
        let fixture = try kind.make()
        try fixture.store.makeRun()
        try fixture.store.set(WireValue(text: text), at: address())
        #expect(try fixture.store.value(at: address(), includePriorDates: false) == WireValue(text: text))
        #expect(try fixture.store.entries(XComFilter()).map(\.value.text) == [text])
    }

    @Test("a second value takes the place of the first", arguments: StoreKind.allCases)
    func overwrite(kind: StoreKind) throws {
        let fixture = try kind.make()
        try fixture.store.makeRun()
        try fixture.store.set(WireValue(text: "1"), at: address())
        try fixture.store.set(WireValue(text: "2"), at: address())
        #expect(try fixture.store.entries(XComFilter()).map(\.value.text) == ["2"])
    }

    @Test(
        "any text is a key", arguments: StoreKind.allCases,
        ["a%20b", "a?b=1", ".", "../x", "new\nline", "日本", "x/slice", String(repeating: "k", count: 2000), "a\0b", "é"])
    func keys(kind: StoreKind, key: String) throws {
        let fixture = try kind.make()
        try fixture.store.makeRun()
        try fixture.store.set(WireValue(text: "1"), at: address(key: key))
        #expect(try fixture.store.value(at: address(key: key), includePriorDates: false) == WireValue(text: "1"))
        #expect(try fixture.store.keys(of: address().taskInstance) == [key])
        #expect(try fixture.store.delete(address(key: key)))
        #expect(try !fixture.store.delete(address(key: key)))
    }

    @Test("an address without run or task instance is refused by what is missing", arguments: StoreKind.allCases)
    func missing(kind: StoreKind) throws {
        let fixture = try kind.make()
        try fixture.store.makeRun()
        let noRun = StoreError(
            .dagRunNotFound, operation: "set XCom", message: "DAG run not found on DAG 'd' with ID 'no'")
        #expect(throws: noRun) { try fixture.store.set(.null, at: address(runID: "no")) }
        #expect(throws: noRun) {
            try fixture.store.set(.null, at: address(runID: "no"), taskMap: TaskMap(length: 1))
        }
        let noInstance = StoreError(
            .taskInstanceNotFound, operation: "set XCom",
            message: "no task instance of task 't' with map index 7 in run 'r' of DAG 'd'")
        #expect(throws: noInstance) { try fixture.store.set(.null, at: address(mapIndex: 7)) }
        #expect(throws: noInstance) {
            try fixture.store.set(.null, at: address(mapIndex: 7), taskMap: TaskMap(length: 1))
        }
        #expect(try fixture.store.entries(XComFilter()).isEmpty)
        #expect(try fixture.store.value(at: address("other"), includePriorDates: false) == nil)
    }

    @Test("a value's size is that of its JSON text, and changes with it", arguments: StoreKind.allCases)
    func sizes(kind: StoreKind) throws {
        let fixture = try kind.make()
        try fixture.store.makeRun()
        try fixture.store.set(WireValue(text: "\"grün\""), at: address())
        try fixture.store.set(WireValue(text: "[1, 2, 3]"), at: address(key: "k"), taskMap: TaskMap(length: 3))
        let sizes = try fixture.store.summaries(XComFilter(), order: .largestFirst, limit: nil).map(\.size)
        #expect(sizes == [9, 7])
        try fixture.store.set(WireValue(text: "null"), at: address(key: "k"))
        let summaries = try fixture.store.summaries(XComFilter(), order: .largestFirst, limit: nil)
        #expect(summaries.map(\.size) == [7, 4])
        // Nobody looks into a blob for it.
        #expect(summaries.map(\.isNull) == [false, kind != .offloading])
        #expect(try fixture.store.statistics().map(\.largest) == [7])
    }
}
