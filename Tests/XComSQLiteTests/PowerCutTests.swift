import Foundation
import PowerCut
import StoreFixtures
import Testing
import XCom
import XComSQLite
import XComStoreOptions

/// The only suite that has SQLite's files watched, which can be begun once in a process.
@Suite("A loss of power", .serialized)
struct PowerCutTests {
    private static let folder: TemporaryFolder? = {
        guard let folder = try? TemporaryFolder() else { return nil }
        folder.keepToTheEnd()
        return power_cut_watch(folder.path) == 0 ? folder : nil
    }()

    /// Pushes values one after the other, each with a task instance in one transaction, and gives back for each model of the
    /// cut how many are left.
    private func left(of count: Int, survivesPowerLoss: Bool, seeds: [UInt32]) throws -> [Int] {
        let folder = try #require(Self.folder).path
        var options = StoreOptions()
        options.survivesPowerLoss = survivesPowerLoss
        let name = "\(UUID().uuidString).db"
        let store = try SQLiteStore(path: "\(folder)/\(name)", options: options)
        try store.makeRun(tasks: [:])
        for index in 0..<count {
            try store.transaction {
                let key = TaskInstanceKey(dagID: "d", runID: "r", taskID: "t", mapIndex: index)
                try store.insert([TaskInstance(id: UUID(), key: key, operatorName: "PythonOperator")])
                try store.set(WireValue(text: "\(index)"), at: XComAddress(taskInstance: key, key: "k"))
            }
        }
        return try seeds.map { seed in
            let after = try TemporaryFolder()
            try #require(power_cut(after.path, seed) == 0)
            let found = try SQLiteStore(path: "\(after.path)/\(name)", options: options)
            // An earlier state as a whole: the first so many pushes, each with its task instance, and nothing damaged.
            #expect(try found.problems() == [])
            let values = try found.entries(XComFilter()).map(\.value.text)
            #expect(values == (0..<values.count).map(String.init))
            #expect(try found.countTaskInstances(TaskInstanceFilter()) == values.count)
            // It goes on from there.
            try found.makeRun(runID: "after", logicalDate: nil)
            return values.count
        }
    }

    private static let seeds: [UInt32] = [0, 1, 2, 3]

    @Test("with XCOM_SYNCHRONOUS=full, loses none of the acknowledged pushes", arguments: [1, 300, 3000])
    func full(count: Int) throws {
        #expect(try left(of: count, survivesPowerLoss: true, seeds: Self.seeds) == Self.seeds.map { _ in count })
    }

    @Test("without it, loses the newest at most, and leaves an earlier state as a whole", arguments: [1, 300, 3000])
    func normal(count: Int) throws {
        let left = try left(of: count, survivesPowerLoss: false, seeds: Self.seeds)
        #expect(left.allSatisfy { $0 <= count })
        // The model loses what was not synced: else the test above would show nothing.
        #expect(left[0] < count)
    }
}
