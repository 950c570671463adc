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

    private static let tuple = #"{"__classname__": "builtins.tuple", "__version__": 1, "__data__": "#

    @Test(
        "between runs by different rules tells another form from another value",
        arguments: [
            ("[1, 2]", tuple + "[1, 2]}", .form), (#"{"a": [[1]]}"#, #"{"a": \#(tuple)[\#(tuple)[1]}]}}"#, .form),
            ("[1, 2]", tuple + "[1, 3]}", .changed), ("[NaN]", tuple + "[NaN]}", .form), ("[1]", "[1.0]", .changed),
            (
                #"{"__classname__": "airflow.models.param.Param", "__version__": 1}"#,
                #"{"__classname__": "airflow.sdk.definitions.param.Param", "__version__": 1}"#, .form
            ),
            (#"{"true": 1}"#, #"{"True": 1}"#, .changed),
        ] as [(String, String, XComDifference.Change)])
    func forms(before: String, after: String, change: XComDifference.Change) {
        let (first, second) = (entries("a", [("t", -1, "k", before)]), entries("b", [("t", -1, "k", after)]))
        #expect(XComDifference.between(first, second, acrossRules: true).map(\.change) == [change])
        #expect(XComDifference.between(first, second).map(\.change) == [.changed])
        #expect(XComDifference.between(first, first, acrossRules: true).isEmpty)
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
