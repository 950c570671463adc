import Foundation
import StoreFixtures
import Testing
import XCom
import XComStores

@Suite("Many writers")
struct ConcurrencyTests {
    @Test("eight processes push 10,000 values each into a new store, with no error and nothing lost")
    func processes() throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["XCOM_TEST_PUSHES"].flatMap(Int.init) ?? 10_000
        let folder = try TemporaryFolder()
        let opener = StoreOpener(url: newURL(in: folder))
        let worker = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("StoreWorker")
        let workers = try (0..<8).map { number in
            let process = Process()
            let output = Pipe()
            process.executableURL = worker
            process.arguments = [opener.url, String(number), String(count)]
            process.standardOutput = output
            process.standardError = output
            try process.run()
            return (process, output)
        }
        for (process, output) in workers {
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(text == "")
            #expect(process.terminationStatus == 0)
        }
        let store = try opener.open()
        for number in 0..<8 {
            let key = TaskInstanceKey(dagID: "d", runID: "r", taskID: "worker_\(number)")
            #expect(try store.keys(of: key).count == count)
            for index in [0, count / 2, count - 1] {
                let value = try store.value(
                    at: XComAddress(taskInstance: key, key: "key_\(index)"), includePriorDates: false)
                #expect(value?.text == "{\"worker\": \(number), \"index\": \(index)}")
            }
        }
    }

    @Test("threads of one process share a store", arguments: StoreKind.allCases)
    func threads(kind: StoreKind) async throws {
        let fixture = try kind.make()
        let store = fixture.store
        try store.makeRun(tasks: ["t": Array(0..<8)])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for mapIndex in 0..<8 {
                group.addTask {
                    for index in 0..<100 {
                        try store.transaction {
                            try store.set(
                                WireValue(text: "\(index)"), at: address(mapIndex: mapIndex, key: "k\(index)"))
                            _ = try store.keys(of: address(mapIndex: mapIndex).taskInstance)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try store.entries(XComFilter()).count == 800)
    }
}
