import Foundation
import Synchronization
import Testing
import XCom

@testable import XComBlobs

@Suite("Blobs that programs share")
struct SharedBlobsTests {
    let memory = MemoryBlobStore()
    let place: BlobPlace
    let text = Array(String(repeating: "[1, 2, 3]", count: 1000).utf8)

    init() throws {
        place = try BlobPlace("/var/shared")
    }

    func shared(at seconds: Int64 = 1_800_000_000) -> SharedBlobs {
        SharedBlobs(place, store: memory, clock: { Timestamp(microseconds: seconds * 1_000_000) })
    }

    func blobs() throws -> [String] {
        try memory.names(in: "airflow").filter { !$0.contains(SharedBlobs.needed) && !$0.contains(SharedBlobs.going) }
    }

    @Test("the same value is kept once, until its last reference is released")
    func once() throws {
        let shared = shared()
        let first = try shared.put(text, compression: .zstd, purpose: "a")
        let second = try shared.put(text, compression: .zstd, purpose: "b")
        let other = try shared.put(Array("5".utf8), compression: .zstd, purpose: "c")
        #expect(first.blob == second.blob && first.token != second.token)
        #expect(try blobs().count == 2)
        try shared.release(first)
        #expect(try shared.text(of: second, count: text.count) == text)
        try shared.release(second)
        #expect(try blobs() == [other.blob.name])
        #expect(throws: BlobError.self) { try shared.text(of: second, count: text.count) }
        // A second time does nothing.
        try shared.release(second)
        #expect(try shared.text(of: other, count: 1) == Array("5".utf8))
    }

    @Test("a reference is read as it was written, and nothing else is one")
    func references() throws {
        let reference = try shared().put(text, compression: .gzip, purpose: "")
        #expect(SharedReference(reference.text) == reference)
        let stem = reference.text.split(separator: "#")[0]
        for forged in [
            String(stem), "\(stem)#", "\(stem)#12", reference.text.uppercased(),
            "file:///etc/passwd#\(reference.token.text)",
            reference.text.replacingOccurrences(of: "/airflow/", with: "/other/"),
            reference.text.replacingOccurrences(of: "/var/shared", with: "/var/../shared"),
        ] {
            #expect(SharedReference(forged) == nil, "\(forged)")
        }
    }

    @Test("who finds a blob going writes another one")
    func going() throws {
        let shared = shared()
        let first = try shared.put(text, compression: .zstd, purpose: "")
        try Array("".utf8).withUnsafeBytes {
            try memory.put($0, name: "\(first.blob.name)\(SharedBlobs.going)\(SharedToken(at: .now()).text)")
        }
        let second = try shared.put(text, compression: .zstd, purpose: "")
        #expect(second.blob != first.blob)
        #expect(try shared.text(of: second, count: text.count) == text)
    }

    @Test("a sweep deletes what no reference needs, once it is old enough")
    func sweep() throws {
        let kept = try shared().put(text, compression: .zstd, purpose: "")
        let lost = try shared().put(Array("5".utf8), compression: .zstd, purpose: "")
        let late = shared(at: 1_800_000_000 + 60)
        _ = try shared().put(text, compression: .zstd, purpose: "no row has it")
        var found = try late.sweep(late.list(), needed: [kept], grace: 61)
        #expect(found == SharedSweep(needed: 1, young: 1))
        found = try late.sweep(late.list(), needed: [kept], grace: 60)
        #expect(found.needed == 1 && found.removed == [lost.blob] && found.marks.count == 2)
        #expect(try memory.names(in: "airflow").count == 5)
        #expect(try late.carryOut(found) == found)
        #expect(try memory.names(in: "airflow").sorted() == [kept.blob.name, kept.mark].sorted())
        found = try late.sweep(late.list(), needed: [kept, lost], grace: 60)
        #expect(found == SharedSweep(needed: 1, missing: [lost.blob]))
    }

    @Test("what is needed again by the time that a sweep is carried out stays")
    func neededAgain() throws {
        let shared = shared()
        let lost = try shared.put(text, compression: .zstd, purpose: "")
        let found = try shared.sweep(shared.list(), needed: [], grace: 0)
        let kept = try shared.put(text, compression: .zstd, purpose: "")
        #expect(found.removed == [lost.blob])
        #expect(try shared.carryOut(found).removed == [])
        #expect(try shared.text(of: kept, count: text.count) == text)
    }

    @Test("what was put after the look at the place is neither deleted nor missing")
    func late() throws {
        let shared = shared()
        let listing = try shared.list()
        let reference = try shared.put(text, compression: .zstd, purpose: "")
        #expect(try shared.sweep(listing, needed: [reference], grace: 0) == SharedSweep())
        #expect(try shared.text(of: reference, count: text.count) == text)
    }

    @Test(
        "whichever step is the last before a crash, every reference that was given out holds, and a sweep leaves nothing else"
    )
    func crashes() throws {
        for steps in 0..<40 {
            let memory = MemoryBlobStore()
            let shared = SharedBlobs(place, store: memory, clock: { Timestamp(microseconds: 1_800_000_000_000_000) })
            let sound = try shared.put(text, compression: .zstd, purpose: "")
            memory.stepsLeft = steps
            var given = [sound]
            do {
                given.append(try shared.put(text, compression: .zstd, purpose: ""))
                try shared.release(given.removeLast())
                given.append(try shared.put(Array("7".utf8), compression: .zstd, purpose: ""))
                try shared.release(given.removeLast())
                given.append(try shared.put(Array("7".utf8), compression: .zstd, purpose: ""))
            } catch {}
            memory.stepsLeft = nil
            for reference in given {
                let count = reference == sound ? text.count : 1
                #expect(try shared.text(of: reference, count: count).count == count)
            }
            _ = try shared.carryOut(shared.sweep(shared.list(), needed: given, grace: 0))
            #expect(try memory.names(in: "airflow").sorted() == given.flatMap { [$0.blob.name, $0.mark] }.sorted())
        }
    }

    @Test("programs that put, release and sweep at the same time lose nothing that they need")
    func race() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = try BlobPlace(folder.path)
        let texts = (0..<3).map { Array("\"value \($0)\"".utf8) }
        let held = Held()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let shared = try SharedBlobs(place, in: OpenedPlaces())
                    for round in 0..<60 {
                        let text = texts[(round + Int.random(in: 0...1)) % texts.count]
                        let reference = try shared.put(text, compression: .zstd, purpose: "")
                        #expect(try shared.text(of: reference, count: text.count) == text)
                        if round % 20 == 0 {
                            held.add(reference)
                        } else {
                            try shared.release(reference)
                        }
                    }
                }
            }
            group.addTask {
                let shared = try SharedBlobs(place, in: OpenedPlaces())
                for _ in 0..<30 {
                    let listing = try shared.list()
                    _ = try shared.carryOut(shared.sweep(listing, needed: held.all, grace: 600))
                }
            }
            try await group.waitForAll()
        }
        let shared = try SharedBlobs(place, in: OpenedPlaces())
        let references = held.all
        for reference in references {
            #expect(
                try shared.text(of: reference, count: 9) == texts.first { reference.blob.digest == BlobText($0).digest }
            )
        }
        for reference in references { try shared.release(reference) }
        _ = try shared.carryOut(shared.sweep(shared.list(), needed: [], grace: -1))
        #expect(try shared.list().entries.isEmpty)
    }
}

/// References that several threads hold.
final class Held: Sendable {
    private let references = Mutex<[SharedReference]>([])

    var all: [SharedReference] { references.withLock { $0 } }

    func add(_ reference: SharedReference) {
        references.withLock { $0.append(reference) }
    }
}

/// Blobs in memory, which fails after so many steps that change something.
final class MemoryBlobStore: BlobStore {
    private let blobs = Mutex<[String: [UInt8]]>([:])
    private let left = Mutex<Int?>(nil)

    var stepsLeft: Int? {
        get { left.withLock { $0 } }
        set { left.withLock { $0 = newValue } }
    }

    private func step() throws(BlobError) {
        let isOver = left.withLock { left in
            guard let count = left else { return false }
            left = max(0, count - 1)
            return count == 0
        }
        if isOver { throw BlobError(.unavailable, "crashed") }
    }

    func put(_ bytes: UnsafeRawBufferPointer, name: String) throws(BlobError) {
        try step()
        blobs.withLock { $0[name] = Array(bytes) }
    }

    func get(_ name: String, limit: Int) throws(BlobError) -> [UInt8] {
        guard let bytes = blobs.withLock({ $0[name] }) else { throw BlobError(.missing, name) }
        return bytes
    }

    func contains(_ name: String) throws(BlobError) -> Bool { blobs.withLock { $0[name] != nil } }

    func delete(_ name: String) throws(BlobError) {
        try step()
        blobs.withLock { $0[name] = nil }
    }

    func names(in folder: String) throws(BlobError) -> [String] {
        blobs.withLock { $0.keys.filter { $0.hasPrefix("\(folder)/") } }
    }
}
