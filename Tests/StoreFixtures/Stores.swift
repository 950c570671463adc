import Foundation
package import XCom
import XComBlobs
package import XComStores

/// The URL of a new, empty store: `XCOM_TEST_STORE`, in which `{}` stands for a name of its own, else a file in a folder.
package func newURL(in folder: TemporaryFolder) -> String {
    named?.replacingOccurrences(of: "{}", with: "t" + UUID().uuidString.replacingOccurrences(of: "-", with: ""))
        ?? "sqlite:///\(folder.path)/xcom.db"
}

private let named = ProcessInfo.processInfo.environment["XCOM_TEST_STORE"]

/// The stores that every test of the store protocols runs against.
package enum StoreKind: String, CaseIterable, Sendable {
    case file
    case memory
    /// One that every value is kept out of.
    case offloading

    /// Without the store in memory where another one is named.
    package static var allCases: [StoreKind] {
        named == nil ? [.file, .memory, .offloading] : [.file, .offloading]
    }

    /// The fastest.
    package static var fastest: StoreKind {
        named == nil ? .memory : .file
    }

    package func make() throws -> TestStore {
        let folder = try TemporaryFolder()
        if self == .memory { return try TestStore(.inMemory, folder: folder) }
        var opener = StoreOpener(url: newURL(in: folder))
        if self == .offloading {
            opener.options.offload = OffloadSettings(place: try BlobPlace(folder.path + "/blobs"), threshold: 0)
            // Unlike an open file, blobs do not outlive their folder: tests let go of it while they use the store.
            folder.keepToTheEnd()
        }
        return try TestStore(opener, folder: folder)
    }
}

/// A store, how it was opened, and the folder that goes away with it.
package final class TestStore {
    package let opener: StoreOpener
    package let store: any Store
    package let folder: TemporaryFolder

    package init(_ opener: StoreOpener, folder: TemporaryFolder) throws {
        self.opener = opener
        self.folder = folder
        store = try opener.open()
    }
}

extension Store {
    /// Makes a run with an instance of each task, by map index -1 where none are named.
    @discardableResult
    package func makeRun(
        dagID: String = "d", runID: String = "r", logicalDate: String? = "2026-01-01", runAfter: String = "2026-01-01",
        tasks: [String: [Int]] = ["t": [-1]]
    ) throws -> [TaskInstance] {
        let key = DagRunKey(dagID: dagID, runID: runID)
        try insert(
            DagRun(
                key: key, runType: .manual, state: .running, logicalDate: logicalDate.flatMap { Timestamp($0) },
                runAfter: Timestamp(runAfter) ?? .now()))
        let instances = tasks.sorted { $0.key < $1.key }.flatMap { taskID, mapIndexes in
            mapIndexes.map { mapIndex in
                TaskInstance(
                    id: UUID(),
                    key: TaskInstanceKey(dagID: dagID, runID: runID, taskID: taskID, mapIndex: mapIndex),
                    operatorName: "PythonOperator")
            }
        }
        try insert(instances)
        return instances
    }
}

/// An address, of which a test names what matters to it.
package func address(
    _ taskID: String = "t", mapIndex: Int = -1, key: String = "return_value", dagID: String = "d", runID: String = "r"
) -> XComAddress {
    XComAddress(
        taskInstance: TaskInstanceKey(dagID: dagID, runID: runID, taskID: taskID, mapIndex: mapIndex), key: key)
}

extension Store {
    /// Ten days of runs of two DAGs; the last of each still runs.
    package func fill(values: Int = 3, text: String = "\"x\"") throws {
        for dagID in ["a", "b"] {
            for day in 1...10 {
                let date = "2026-01-\(day < 10 ? "0" : "")\(day)"
                try makeRun(
                    dagID: dagID, runID: date, logicalDate: date, runAfter: date, tasks: ["t": Array(0..<values)])
                for index in 0..<values {
                    try set(
                        WireValue(text: text), at: address(mapIndex: index, dagID: dagID, runID: date))
                }
                guard day < 10 else { continue }
                try updateDagRun(DagRunKey(dagID: dagID, runID: date)) {
                    $0.state = day.isMultiple(of: 2) ? .success : .failed
                    $0.endDate = Timestamp(date)
                }
            }
        }
    }
}
