import Foundation
import Testing
import XCom
import XComBlobs
import XComSQLite

/// The conformers that every test of the store protocols runs against.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case file
    case memory
    /// A file that every value is kept out of.
    case offloading

    var testDescription: String { rawValue }

    /// A new, empty store.
    func make() throws -> TestStore {
        switch self {
        case .memory:
            return TestStore(store: try SQLiteStore(url: "sqlite://"), folder: nil)
        case .offloading:
            let folder = try TemporaryFolder()
            var options = SQLiteStore.Options()
            options.offload = OffloadSettings(place: try BlobPlace(folder.path + "/blobs"), threshold: 0)
            // Unlike an open file, blobs do not outlive their folder: tests let go of it while they use the store.
            folder.keepToTheEnd()
            return TestStore(store: try SQLiteStore(path: "\(folder.path)/xcom.db", options: options), folder: folder)
        case .file:
            let folder = try TemporaryFolder()
            return TestStore(store: try SQLiteStore(url: "sqlite:///\(folder.path)/xcom.db"), folder: folder)
        }
    }
}

/// A store, and the folder that goes away with it.
final class TestStore {
    let store: SQLiteStore
    private let folder: TemporaryFolder?

    init(store: SQLiteStore, folder: TemporaryFolder?) {
        self.store = store
        self.folder = folder
    }
}

final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("xcom-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Lets the folder go with the process instead.
    func keepToTheEnd() {
        _ = Self.removal
        Self.lock.withLock { Self.kept.append(self) }
    }

    private static let lock = NSLock()
    // SAFETY: touched with the lock held only.
    nonisolated(unsafe) private static var kept: [TemporaryFolder] = []
    private static let removal: Void = { atexit { TemporaryFolder.lock.withLock { TemporaryFolder.kept = [] } } }()
}

extension RunStore {
    /// Makes a run with an instance of each task, by map index -1 where none are named.
    @discardableResult
    func makeRun(
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

func address(
    _ taskID: String = "t", mapIndex: Int = -1, key: String = "return_value", dagID: String = "d", runID: String = "r"
) -> XComAddress {
    XComAddress(
        taskInstance: TaskInstanceKey(dagID: dagID, runID: runID, taskID: taskID, mapIndex: mapIndex), key: key)
}
