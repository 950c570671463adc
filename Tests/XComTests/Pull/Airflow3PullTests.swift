import Testing
import XCom

/// Three rows of a mapped task (index 2 has none), one of a plain task, one null.
private struct Rows: PullSource {
    var rows: [String: [Int: String]] = [
        "mapped": [0: "10", 1: "20", 3: "40"], "plain": [-1: "\"plain\""], "null": [-1: "null"], "one": [4: "5"],
    ]

    func value(at address: XComAddress, includePriorDates: Bool) -> WireValue? {
        rows[address.taskInstance.taskID]?[address.taskInstance.mapIndex].map { WireValue(text: $0) }
    }

    func values(of sequence: XComSequence, includePriorDates: Bool) -> [WireValue] {
        (rows[sequence.taskID] ?? [:]).sorted { $0.key < $1.key }.map { WireValue(text: $0.value) }
    }

    func entries(of selection: XComSelection, in window: XComSelection.Window) -> [XComEntry] { [] }
}

@Suite("The pull rules of Airflow 3")
struct Airflow3PullTests {
    /// Expected are the results that a real Airflow's `xcom_pull` gave for the same rows.
    @Test(
        "shape and holes follow from what was asked and what is there",
        arguments: [
            (["plain"], nil, true, PullAnswer.one("\"plain\"")), (["none"], nil, true, .one("None")),
            (["one"], nil, true, .one("5")), (["mapped"], nil, true, .list(["10", "20", "40"])),
            (["null"], nil, true, .one("None")),
            (["mapped", "plain"], nil, false, .list(["10", "20", "40", "\"plain\""])),
            (["none", "plain"], nil, false, .list(["None", "\"plain\""])),
            (["plain"], nil, false, .list(["\"plain\""])),
            ([], nil, false, .list([])), (["plain", "plain"], nil, false, .list(["\"plain\"", "\"plain\""])),
            (["mapped"], [-1], true, .one("default")), (["mapped"], [-2], true, .one("default")),
            (["plain"], [-2], true, .one("\"plain\"")), (["null"], [-1], true, .one("default")),
            (["mapped"], [0, 1, 2, 3], false, .list(["10", "20", "default", "40"])),
            (["mapped"], [3], false, .list(["40"])),
            (["mapped"], [], false, .list([])),
            (["mapped", "none"], [3, 0], false, .list(["40", "10", "default", "default"])),
        ] as [([String], [Int]?, Bool, PullAnswer<String>)])
    func shapes(taskIDs: [String], mapIndexes: [Int]?, isSingle: Bool, expected: PullAnswer<String>) throws {
        let request = Airflow3Pull(
            dagID: "d", runID: "r", taskIDs: taskIDs, mapIndexes: mapIndexes, isSingle: isSingle)
        let answer = try request.answer(from: Rows(), none: "None", default: "default") { $0.isNull ? nil : $0.text }
        #expect(answer == expected)
    }
}
