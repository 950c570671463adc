import Foundation
import StoreFixtures
import Testing
import XCom
import XComStores

@Suite("What the runs of a store share")
struct SharedSlotTests {
    /// A store as two processes have it: locks belong to what each of them has opened.
    private func stores(in folder: TemporaryFolder) throws -> (any Store, any Store) {
        let opener = StoreOpener(url: newURL(in: folder))
        return (try opener.open(), try opener.open())
    }

    @Test("whoever executes runs is alone until somebody else comes, and again when nobody is left")
    func attendance() throws {
        let folder = try TemporaryFolder()
        let (one, other) = try stores(in: folder)
        let first = try one.attend()
        #expect(first.isAlone)
        var second: (any Attendance)? = try other.attend()
        #expect(!first.isAlone)
        #expect(try !#require(second).isAlone)
        second = nil
        #expect(first.isAlone)
        // A lock of a run is not one of those who attend.
        let lock = try other.lock(run: DagRunKey(dagID: "d", runID: "r"))
        #expect(first.isAlone)
        withExtendedLifetime(lock) {}
    }

    @Test("slots are taken by what runs, or may, in runs that somebody else executes")
    func slots() throws {
        let folder = try TemporaryFolder()
        let (one, other) = try stores(in: folder)
        let states: [TaskInstanceState?] = [
            .running, .queued, .deferred, .awaitingInput, .scheduled, .success, .upForRetry, nil,
        ]
        for runID in ["executed", "own", "abandoned", "ended"] {
            let date = "2026-01-0\(runID.count % 9 + 1)"
            let instances = try one.makeRun(
                runID: runID, logicalDate: nil, runAfter: date, tasks: ["t": Array(0..<states.count)])
            for instance in instances {
                try one.updateTaskInstance(instance.id) {
                    $0.state = states[instance.key.mapIndex]
                    $0.pool = "small"
                    $0.poolSlots = 2
                }
            }
        }
        try one.updateDagRun(DagRunKey(dagID: "d", runID: "ended")) { $0.state = .failed }
        let own = DagRunKey(dagID: "d", runID: "own")
        let locks = [
            try other.lock(run: DagRunKey(dagID: "d", runID: "executed")), try one.lock(run: own),
            try other.lock(run: DagRunKey(dagID: "d", runID: "ended")),
        ]
        let taken = try one.slotsTaken(butNotBy: [own])
        #expect(
            Set(taken)
                == Set(
                    [TaskInstanceState.running, .queued, .deferred, .awaitingInput].map {
                        TakenSlots(dagID: "d", taskID: "t", pool: "small", state: $0, instances: 1, slots: 2)
                    }))
        withExtendedLifetime(locks) {}
    }

    @Test("what a process has left that is gone takes nothing, but for processes of its tasks that are still there")
    func leftBehind() throws {
        let folder = try TemporaryFolder()
        let (one, other) = try stores(in: folder)
        let key = DagRunKey(dagID: "d", runID: "r")
        let instances = try one.makeRun()
        try one.updateTaskInstance(instances[0].id) { $0.state = .running }
        var lock: (any RunLock)? = try other.lock(run: key)
        #expect(try one.slotsTaken(butNotBy: []).map(\.instances) == [1])
        let ofTask = dup(try #require(lock).shared)
        lock = nil
        #expect(try one.slotsTaken(butNotBy: []).map(\.instances) == [1])
        close(ofTask)
        #expect(try one.slotsTaken(butNotBy: []) == [])
    }

    @Test("a store in memory is one process's alone")
    func memory() throws {
        let store = try StoreOpener.inMemory.open()
        let attendance = try store.attend()
        #expect(attendance.isAlone)
        try store.makeRun()
        #expect(try store.slotsTaken(butNotBy: []) == [])
    }
}
