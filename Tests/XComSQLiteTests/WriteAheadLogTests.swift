import CSQLite
import Foundation
import StoreFixtures
import Testing
import XCom
import XComSQLite
import XComStoreOptions

@Suite("The write-ahead log", .serialized)
struct WriteAheadLogTests {
    private func length(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int) ?? 0
    }

    @Test("is cut short under writers that never rest", arguments: [4, 32])
    func writers(count: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/xcom.db"
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("StoreWorker")
        let workers = try (0..<count).map { number in
            let process = Process()
            process.executableURL = program
            process.arguments = ["sqlite:///\(path)", String(number), String(30_000 / count)]
            try process.run()
            return process
        }
        var longest = 0
        var wasCut = false
        while workers.contains(where: \.isRunning) {
            let now = length(path)
            // The last one to close it deletes it; how far it comes before it is cut is a matter of whose turn it is.
            if now > 0, now < longest { wasCut = true }
            longest = max(longest, now)
        }
        for worker in workers { #expect(worker.terminationStatus == 0) }
        #expect(wasCut)
        #expect(longest > 1 << 20)
        #expect(try SQLiteStore(path: path).countTaskInstances(TaskInstanceFilter()) == count)
    }

    @Test("waits for who reads, and is short again after it")
    func readers() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path + "/xcom.db")
        try store.makeRun()
        var reader: OpaquePointer?
        try #require(sqlite3_open(store.place, &reader) == SQLITE_OK)
        defer { sqlite3_close(reader) }
        try #require(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM xcom", nil, nil, nil) == SQLITE_OK)
        func push(_ count: Int) throws {
            for index in 0..<count {
                // SQLite does not write a page that is what it was.
                let letter = Character(UnicodeScalar(UInt8(97 + index % 26)))
                try store.set(text(letter, 100_000), at: address(key: "\(index % 10)"))
            }
        }
        try push(800)
        #expect(length(store.place) > 60 << 20)
        // It sees what it saw.
        var rows = 0
        let count:
            @convention(c) (
                UnsafeMutableRawPointer?, Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
                UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
            ) -> Int32 = { rows, _, _, _ in
                rows?.assumingMemoryBound(to: Int.self).pointee += 1
                return 0
            }
        sqlite3_exec(reader, "SELECT * FROM xcom", count, &rows, nil)
        #expect(rows == 0)
        sqlite3_exec(reader, "COMMIT", nil, nil, nil)
        try push(400)
        #expect(length(store.place) < 40 << 20)
        #expect(try store.problems() == [])
    }
}
