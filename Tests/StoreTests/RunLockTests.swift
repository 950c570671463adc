import Foundation
import StoreFixtures
import Testing
import XCom
import XComStores

@Suite("The lock of a run")
struct RunLockTests {
    private let folder: TemporaryFolder
    private let stores: [any Store]
    private let run = DagRunKey(dagID: "d", runID: "r")

    init() throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        // As two processes would open it.
        let opener = StoreOpener(url: newURL(in: folder))
        stores = try (0..<2).map { _ in try opener.open() }
    }

    @Test("one owner at a time, of each run its own")
    func owners() throws {
        var lock = try stores[0].lock(run: run)
        #expect(lock != nil)
        #expect(try stores[1].lock(run: run) == nil)
        #expect(try stores[1].lock(run: DagRunKey(dagID: "d", runID: "other")) != nil)
        #expect(try stores[1].lock(run: DagRunKey(dagID: "dr", runID: "")) != nil)
        lock = nil
        #expect(try stores[1].lock(run: run) != nil)
    }

    @Test("what an owner has left holds the run until it is gone, and a message says so")
    func left() throws {
        let shared = try #require(try stores[0].lock(run: run).map { dup($0.shared) })
        let error = #expect(throws: StoreError.self) { try stores[1].lock(run: run, patience: 0.01) }
        #expect(
            error?.description
                == "lock run: processes of the run 'r' of DAG 'd' are still there, though the one that executed it is gone; "
                + "end them, or wait for their end")
        close(shared)
        #expect(try stores[1].lock(run: run) != nil)
    }

    @Test("a store in memory has nobody to lock out")
    func memory() throws {
        let store = try StoreOpener.inMemory.open()
        #expect(try store.lock(run: run) != nil)
    }
}
