import Foundation
import StoreFixtures
import Testing
import XCom
import XComBlobs
import XComStores

@Suite("Offloaded values")
struct OffloadTests {
    @Test(
        "a value goes to a blob where it has more bytes than the threshold",
        arguments: [(99, 0), (100, 0), (101, 1), (100_000, 1)], BlobCompression.allCases)
    func threshold(length: (bytes: Int, blobs: Int), compression: BlobCompression) throws {
        let fixture = try OffloadingStore(compression: compression)
        let value = text("x", length.bytes)
        try fixture.store.set(value, at: address())
        #expect(fixture.files.count == length.blobs)
        for store in [fixture.store, try fixture.other()] {
            #expect(try store.value(at: address(), includePriorDates: false) == value)
            #expect(try store.value(at: address(), includePriorDates: true) == value)
            #expect(try store.entries(XComFilter()).map(\.value) == [value])
            #expect(try store.statistics().map(\.largest) == [length.bytes])
            #expect(try store.summaries(XComFilter(), order: .largestFirst, limit: 1).map(\.size) == [length.bytes])
            #expect(try store.problems() == [])
        }
    }

    @Test("a blob holds the text, under its SHA-256")
    func name() throws {
        let fixture = try OffloadingStore(compression: .none)
        let value = text("x", 1000)
        try fixture.store.set(value, at: address())
        let file = try #require(fixture.files.first)
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data(value.utf8))
        let digest = BlobText(value.utf8).digest
        #expect(file.contains("/\(digest.prefix(2))/\(digest)-"))
    }

    @Test("the same value is stored once, and goes with its last row")
    func sharing() throws {
        let fixture = try OffloadingStore()
        let store = fixture.store
        let value = text("x", 1000)
        for (index, mapIndex) in [-1, 0, 1].enumerated() {
            try store.set(value, at: address(mapIndex: mapIndex), taskMap: TaskMap(length: index))
        }
        #expect(fixture.files.count == 1)
        #expect(try store.delete(address(mapIndex: 0)))
        try fixture.other().set(.null, at: address(mapIndex: 1))
        #expect(fixture.files.count == 1)
        #expect(try store.value(at: address(), includePriorDates: false) == value)
        #expect(try fixture.other().delete(address()))
        #expect(fixture.files == [])
        // Nor are there empty folders left.
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path + "/blobs") == [])
    }

    enum End: CaseIterable {
        case overwritten, overwrittenByLarge, cleared, deleted, instanceDeleted, runDeleted
    }

    @Test("however a row goes, its blob goes too", arguments: End.allCases, [true, false])
    func ends(end: End, isSame: Bool) throws {
        let fixture = try OffloadingStore()
        try fixture.store.set(text("x", 1000), at: address())
        #expect(fixture.files.count == 1)
        let store = isSame ? fixture.store : try fixture.other()
        switch end {
        case .overwritten: try store.set(.null, at: address())
        case .overwrittenByLarge: try fixture.store.set(text("y", 1000), at: address())
        case .cleared: try store.clear(address().taskInstance)
        case .deleted: try store.delete(address())
        case .instanceDeleted: try store.deleteTaskInstance(#require(try store.taskInstance(address().taskInstance)).id)
        case .runDeleted: try store.deleteDagRun(address().taskInstance.dagRun)
        }
        #expect(fixture.files.count == (end == .overwrittenByLarge ? 1 : 0))
        #expect(try store.problems() == [])
        #expect(try fixture.store.removeUnknownBlobs() == 0)
    }

    @Test("a value that is pushed again in its place keeps its blob")
    func again() throws {
        let fixture = try OffloadingStore()
        try fixture.store.set(text("x", 1000), at: address())
        let files = fixture.files
        try fixture.store.set(text("x", 1000), at: address())
        #expect(fixture.files == files)
    }

    @Test("what is rolled back leaves the blobs as they were")
    func rollback() throws {
        struct Stop: Error {}
        let fixture = try OffloadingStore()
        let store = fixture.store
        try store.set(text("x", 1000), at: address())
        let files = fixture.files
        #expect(throws: Stop.self) {
            try store.transaction {
                try store.set(text("y", 1000), at: address(key: "other"))
                try store.clear(address().taskInstance)
                #expect(files.allSatisfy { fixture.files.contains($0) })
                throw Stop()
            }
        }
        #expect(try store.value(at: address(), includePriorDates: false) == text("x", 1000))
        // The new blob was written in vain.
        #expect(fixture.files == files)
        #expect(try store.removeUnknownBlobs() == 0)
    }

    @Test("a push that is refused leaves no blob")
    func refused() throws {
        let fixture = try OffloadingStore()
        let error = #expect(throws: StoreError.self) {
            try fixture.store.set(text("x", 1000), at: address(runID: "no"))
        }
        #expect(error?.message == "DAG run not found on DAG 'd' with ID 'no'")
        #expect(fixture.files == [])
        #expect(try fixture.store.removeUnknownBlobs() == 0)
    }

    @Test("a missing blob is an error that names the XCom and the file")
    func missing() throws {
        let fixture = try OffloadingStore()
        try fixture.store.set(text("x", 1000), at: address(mapIndex: 1))
        let file = try #require(fixture.files.first)
        try FileManager.default.removeItem(atPath: file)
        let message =
            "the value of XCom 'return_value' of task 't' (map index 1) in run 'r' of DAG 'd' was offloaded and cannot be "
            + "read: the blob \(file) is not there"
        let error = #expect(throws: StoreError.self) {
            try fixture.other().value(at: address(mapIndex: 1), includePriorDates: false)
        }
        #expect(error == StoreError(.corrupt, operation: "get XCom", message: message))
        #expect(throws: StoreError.self) { try fixture.store.entries(XComFilter()) }
        #expect(try fixture.store.problems() == ["the blob \(file) is not there"])

        // Whoever has the value again heals all rows that lost it.
        try fixture.store.set(text("x", 1000), at: address())
        #expect(try fixture.store.value(at: address(mapIndex: 1), includePriorDates: false) == text("x", 1000))
        #expect(try fixture.store.problems() == [])
        #expect(fixture.files.count == 1)
    }

    @Test("a damaged blob is an error", arguments: BlobCompression.allCases)
    func damaged(compression: BlobCompression) throws {
        let fixture = try OffloadingStore(compression: compression)
        try fixture.store.set(text("x", 1000), at: address())
        let file = try #require(fixture.files.first)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        bytes[bytes.count - 5] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file))
        let error = #expect(throws: StoreError.self) {
            try fixture.store.value(at: address(), includePriorDates: false)
        }
        #expect(error?.code == .corrupt)
        let problem = "the blob file://\(file) is damaged: restore it, or push the value again"
        #expect(error?.message.hasSuffix(problem) == true)
        #expect(try fixture.store.problems() == [problem])
    }

    @Test("a place that refuses fails the push, and nothing is written")
    func unwritable() throws {
        let fixture = try OffloadingStore()
        try fixture.store.set(text("x", 10), at: address())
        try Data().write(to: URL(fileURLWithPath: fixture.folder.path + "/blobs"))
        let error = #expect(throws: StoreError.self) { try fixture.store.set(text("x", 1000), at: address()) }
        #expect(error?.message.contains("/blobs/") == true)
        #expect(try fixture.store.value(at: address(), includePriorDates: false) == text("x", 10))
    }

    @Test("two stores share a place")
    func shared() throws {
        let (one, two) = (try OffloadingStore(), try OffloadingStore())
        let other = try StoreOpener(url: two.opener.url, options: one.opener.options).open()
        try one.store.set(text("x", 1000), at: address())
        try other.set(text("x", 1000), at: address())
        #expect(one.files.count == 2)
        #expect(try one.store.removeUnknownBlobs() == 0)
        #expect(try one.store.delete(address()))
        #expect(one.files.count == 1)
        #expect(try other.value(at: address(), includePriorDates: false) == text("x", 1000))
    }
}
