import Testing
import XCom

@Suite("The difference of two runs")
struct XComDifferenceTests {
    private func entries(_ run: String, _ values: [(String, Int, String, String)]) -> [XComReading] {
        values.map { task, index, key, text in
            XComReading(
                address: XComAddress(
                    taskInstance: TaskInstanceKey(dagID: "d", runID: run, taskID: task, mapIndex: index), key: key),
                value: .success(WireValue(text: text)), timestamp: Timestamp(microseconds: 0))
        }
    }

    @Test("is what changed, what is missing and what is new, in the order of the addresses")
    func changes() {
        let differences = XComDifference.between(
            entries("a", [("t", 10, "k", "1"), ("t", 2, "k", "1"), ("s", -1, "k", "1.0"), ("s", -1, "same", "{}")]),
            entries("b", [("s", -1, "k", "1"), ("s", -1, "same", "{}"), ("t", 2, "j", "null"), ("t", 10, "k", "1")]))
        #expect(
            differences.map { "\($0.change) \($0.taskID) \($0.mapIndex) \($0.key)" }
                == ["changed s -1 k", "new t 2 j", "missing t 2 k"])
        #expect(differences[0].before?.text == "1.0")
        #expect(differences[0].after?.text == "1")
    }

    @Test("is unknown where a value cannot be read, with the reason")
    func unreadable() {
        var second = entries("b", [("t", -1, "k", "1"), ("t", -1, "same", "1")])
        second[0].value = .failure(StoreError(.corrupt, operation: "get XCom", message: "it is gone"))
        let differences = XComDifference.between(
            entries("a", [("t", -1, "k", "1"), ("t", -1, "same", "1")]), second)
        #expect(differences.map(\.change) == [.unreadable])
        #expect(differences[0].before?.text == "1")
        #expect(differences[0].after == nil)
        #expect(differences[0].problem?.message == "it is gone")
    }
}
