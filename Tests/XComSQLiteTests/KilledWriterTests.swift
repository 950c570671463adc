import Foundation
import StoreFixtures
import Testing
import XCom
import XComBlobs
import XComSQLite
import XComStoreOptions

@Suite("Killed while offloading")
struct KilledWriterTests {
    @Test("processes that are killed at any moment leave no row without its blob, and no blob for good")
    func kills() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/xcom.db"
        let blobs = folder.path + "/blobs"
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("StoreWorker")
        func start(_ number: Int) throws -> Process {
            let process = Process()
            process.executableURL = program
            process.arguments = ["sqlite:///\(path)", String(number), "1000000", blobs]
            try process.run()
            return process
        }
        var workers = try (0..<4).map { try start($0) }
        let store = try SQLiteStore(path: path)
        for round in 0..<60 {
            // How long is of no matter: whatever they are doing is to be the wrong moment.
            usleep(UInt32.random(in: 0...60_000))
            let victim = round % workers.count
            #expect(workers[victim].isRunning)
            kill(workers[victim].processIdentifier, SIGKILL)
            workers[victim].waitUntilExit()
            if round % 10 == 9 { #expect(try store.problems() == []) }
            workers[victim] = try start(victim)
        }
        for worker in workers {
            kill(worker.processIdentifier, SIGKILL)
            worker.waitUntilExit()
        }
        #expect(try store.problems() == [])
        #expect(try store.entries(XComFilter()).allSatisfy { !$0.value.utf8.isEmpty })

        // What is left goes with the runs; uploads of the dead count as lost after a while, and are known till then.
        try store.deleteDagRun(DagRunKey(dagID: "d", runID: "r"))
        try store.removeUnknownBlobs()
        try store.removeLostUploads(olderThan: 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: blobs) == [])
    }
}
