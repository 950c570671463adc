import StoreFixtures
import Testing
import XCom

/// What the rows of a selection are, written without SQL.
private struct Model {
    var rows: [(address: XComAddress, day: Int, order: Int, text: String)] = []
    /// The latest day of a run of that id, in whatever DAG.
    var lastDay: [String: Int] = [:]

    func select(_ selection: XComSelection) -> [String] {
        let found = rows.filter { row in
            let instance = row.address.taskInstance
            let isOfRun =
                selection.includePriorDates
                ? row.day <= lastDay[selection.runID] ?? 0 : instance.runID == selection.runID
            return isOfRun && selection.dagIDs?.contains(instance.dagID) ?? true
                && selection.taskIDs?.contains(instance.taskID) ?? true
                && (selection.key.map { $0 == row.address.key } ?? true) && isWithin(selection, instance.mapIndex)
        }
        return found.sorted { precedes(selection, $0, $1) }.map(\.text)
    }

    private func isWithin(_ selection: XComSelection, _ mapIndex: Int) -> Bool {
        switch selection.mapIndexes {
        case .each(let indexes): indexes.contains(mapIndex)
        case .range(let range): range.contains(mapIndex)
        case nil: true
        }
    }

    private func precedes(
        _ selection: XComSelection, _ a: (address: XComAddress, day: Int, order: Int, text: String),
        _ b: (address: XComAddress, day: Int, order: Int, text: String)
    ) -> Bool {
        guard case .place(let tasks, let mapIndexes) = selection.order else {
            return (a.day, a.order) > (b.day, b.order)
        }
        let (first, second) = (a.address.taskInstance, b.address.taskInstance)
        if let tasks, first.taskID != second.taskID {
            switch tasks {
            case .ascending: return first.taskID < second.taskID
            case .listed(let list):
                return list.lastIndex(of: first.taskID) ?? -1 < list.lastIndex(of: second.taskID) ?? -1
            }
        }
        if first.mapIndex != second.mapIndex {
            switch mapIndexes {
            case .ascending: return first.mapIndex < second.mapIndex
            case .listed(let list):
                return list.lastIndex(of: first.mapIndex) ?? -1 < list.lastIndex(of: second.mapIndex) ?? -1
            }
        }
        if selection.key == nil, first.taskID != second.taskID { return first.taskID < second.taskID }
        return a.order < b.order
    }
}

@Suite("Selections of XComs")
struct XComSelectionTests {
    private static let tasks = ["one": [-1], "mapped": [0, 1, 2, 3], "two": [-1]]
    private static let keys = ["return_value", "k", ""]

    /// Two DAGs with three runs each, in which most instances have some XComs, pushed in a random order, some twice.
    private func filled(
        _ store: any Store, _ generator: inout some RandomNumberGenerator
    ) throws -> Model {
        var model = Model()
        var addresses: [(XComAddress, Int)] = []
        for dagID in ["a", "b"] {
            for day in 1...3 {
                let runID = "r\(day)"
                try store.makeRun(
                    dagID: dagID, runID: runID, logicalDate: "2026-01-0\(dagID == "b" && day == 1 ? 4 : day)",
                    tasks: Self.tasks)
                for (taskID, mapIndexes) in Self.tasks {
                    for mapIndex in mapIndexes {
                        for key in Self.keys where Bool.random(using: &generator) {
                            let place = address(taskID, mapIndex: mapIndex, key: key, dagID: dagID, runID: runID)
                            addresses.append((place, dagID == "b" && day == 1 ? 4 : day))
                        }
                    }
                }
                model.lastDay[runID] = max(model.lastDay[runID] ?? 0, dagID == "b" && day == 1 ? 4 : day)
            }
        }
        addresses.shuffle(using: &generator)
        for (number, (place, day)) in (addresses + addresses.prefix(5)).enumerated() {
            try store.set(WireValue(text: "\(number)"), at: place)
            model.rows.removeAll { $0.address == place }
            model.rows.append((place, day, number, "\(number)"))
        }
        return model
    }

    private func random(_ generator: inout some RandomNumberGenerator) -> XComSelection {
        func some<Element>(_ elements: [Element]) -> [Element]? {
            if Int.random(in: 0..<3, using: &generator) == 0 { return nil }
            return (0..<Int.random(in: 0..<4, using: &generator)).compactMap { _ in
                elements.randomElement(using: &generator)
            }
        }
        var selection = XComSelection(
            dagIDs: some(["a", "b", "no"]), runID: ["r1", "r2", "r3", "no"].randomElement(using: &generator) ?? "r1",
            includePriorDates: Bool.random(using: &generator), taskIDs: some(["one", "mapped", "two", "no"]),
            key: some(Self.keys + ["no"])?.first)
        let indexes = some([-1, 0, 1, 2, 3, 9])
        selection.mapIndexes =
            Bool.random(using: &generator) ? indexes.map { .each($0) } : indexes.map { _ in .range(0..<2) }
        if Int.random(in: 0..<4, using: &generator) == 0 {
            selection.order = .newestFirst
        } else {
            let tasks =
                selection.taskIDs.map { Bool.random(using: &generator) ? .listed($0) : .ascending }
                as XComSelection.Ranking<String>?
            let ranking: XComSelection.Ranking<Int>
            if case .each(let list) = selection.mapIndexes { ranking = .listed(list) } else { ranking = .ascending }
            selection.order = .place(tasks: tasks, mapIndexes: ranking)
        }
        return selection
    }

    @Test("rows, their order and their number are those of a model", arguments: StoreKind.allCases)
    func model(kind: StoreKind) throws {
        var generator = SystemRandomNumberGenerator()
        let fixture = try kind.make()
        let model = try filled(fixture.store, &generator)
        var found = 0
        for _ in 0..<300 {
            let selection = random(&generator)
            let expected = model.select(selection)
            found += expected.count
            #expect(try fixture.store.entries(of: selection, in: .all).map(\.value.text) == expected, "\(selection)")
            #expect(try fixture.store.count(of: selection) == expected.count, "\(selection)")
        }
        #expect(found > 100)
    }

    @Test("windows count from either end", arguments: StoreKind.allCases)
    func windows(kind: StoreKind) throws {
        let store = try kind.make().store
        try store.makeRun(tasks: ["t": [0, 1, 2, 3]])
        for mapIndex in 0...3 { try store.set(WireValue(text: "\(mapIndex)"), at: address(mapIndex: mapIndex)) }
        let selection = XComSelection(dagIDs: ["d"], runID: "r", taskIDs: ["t"], key: "return_value")
        func read(_ offset: Int, _ limit: Int?, _ isReversed: Bool) throws -> [String] {
            let window = XComSelection.Window(offset: offset, limit: limit, isReversed: isReversed)
            return try store.entries(of: selection, in: window).map(\.value.text)
        }
        #expect(try read(1, 2, false) == ["1", "2"])
        #expect(try read(1, nil, true) == ["2", "1", "0"])
        #expect(try read(0, 0, false) == [])
        #expect(try read(9, nil, true) == [])
        #expect(try store.entries(of: selection, in: .first).first?.address == address(mapIndex: 0))
    }
}
