import Testing
import XCom

/// Rows of a mapped and of a plain task; a stored null.
private struct Rows: PullSource {
    var rows: [(taskID: String, mapIndex: Int, value: String)] = [
        ("mapped", 0, "10"), ("mapped", 1, "20"), ("mapped", 3, "40"), ("plain", -1, "\"plain\""), ("null", -1, "null"),
        ("one", 4, "5"),
    ]

    func value(at address: XComAddress, includePriorDates: Bool) -> WireValue? { nil }
    func values(of sequence: XComSequence, includePriorDates: Bool) -> [WireValue] { [] }

    /// The rows stand in the order of their pushes.
    func entries(of selection: XComSelection, in window: XComSelection.Window) -> [XComEntry] {
        var found = rows.filter { row in
            guard selection.taskIDs?.contains(row.taskID) ?? true else { return false }
            switch selection.mapIndexes {
            case .each(let indexes): return indexes.contains(row.mapIndex)
            case .range(let range): return range.contains(row.mapIndex)
            case nil: return true
            }
        }
        if case .newestFirst = selection.order { found.reverse() }
        return found.dropFirst(window.offset).prefix(window.limit ?? found.count).map { row in
            let instance = TaskInstanceKey(dagID: "d", runID: "r", taskID: row.taskID, mapIndex: row.mapIndex)
            return XComEntry(
                address: XComAddress(taskInstance: instance), value: WireValue(text: row.value),
                timestamp: Timestamp(microseconds: 0))
        }
    }
}

@Suite("The pull rules of Airflow 2")
struct Airflow2PullTests {
    private static func selection(
        _ taskIDs: [String]?, _ mapIndexes: XComSelection.MapIndexes?,
        _ order: XComSelection.Order = .place(tasks: .ascending, mapIndexes: .ascending)
    ) -> XComSelection {
        XComSelection(dagIDs: ["d"], runID: "r", taskIDs: taskIDs, mapIndexes: mapIndexes, order: order)
    }

    /// Expected is what a real Airflow 2.11.2 gave for the same rows.
    @Test(
        "the newest row decides whether one value or rows are the answer",
        arguments: [
            (["plain"], nil, .one("\"plain\"")), (["none"], nil, .one("default")), (["null"], nil, .one("None")),
            (["mapped"], nil, .selection(selection(["mapped"], nil, .mapIndex))),
            (["one"], nil, .selection(selection(["one"], nil, .mapIndex))),
            // Of any task: the newest row is one of a mapped task, and all of them are the answer.
            (nil, nil, .selection(selection(nil, nil, .mapIndex))),
            (["mapped"], .each([1]), .one("20")), (["mapped"], .each([2]), .one("default")),
            (["mapped"], .each([-1]), .one("default")), (["plain"], .each([-1]), .one("\"plain\"")),
            (nil, .each([-1]), .one("None")),
        ] as [([String]?, XComSelection.MapIndexes?, PullAnswer<String>)])
    func one(taskIDs: [String]?, mapIndexes: XComSelection.MapIndexes?, expected: PullAnswer<String>) throws {
        let request = Airflow2Pull(selection: Self.selection(taskIDs, mapIndexes), isSingle: true)
        let answer = try request.answer(from: Rows(), none: "None", default: "default") { $0.isNull ? nil : $0.text }
        #expect(answer == expected)
    }

    @Test("what was asked for in a list is a selection that nothing was read of")
    func several() throws {
        struct NotRead: Error {}
        struct Source: PullSource {
            func value(at address: XComAddress, includePriorDates: Bool) throws -> WireValue? { throw NotRead() }
            func values(of sequence: XComSequence, includePriorDates: Bool) throws -> [WireValue] { throw NotRead() }
            func entries(of selection: XComSelection, in window: XComSelection.Window) throws -> [XComEntry] {
                throw NotRead()
            }
        }
        let selection = Self.selection(["mapped"], nil)
        let answer = try Airflow2Pull(selection: selection, isSingle: false)
            .answer(from: Source(), none: "None", default: "default") { $0.text }
        #expect(answer == .selection(selection))
        #expect(try answer.values(from: Rows()) { $0.text } == ["10", "20", "40"])
    }
}
