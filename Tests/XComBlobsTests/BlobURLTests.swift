import Foundation
import Testing

@testable import XComBlobs

/// What a store and a value may be called in a blob's name.
let someStore = "0123456789abcdef"
let someDigest = String(repeating: "ab", count: 32)

@Suite("Blobs that a row names")
struct BlobURLTests {
    @Test("a blob's URL says what is in it")
    func url() throws {
        let place = try BlobPlace("/var/blobs")
        let url = BlobURL(place: place, store: someStore, digest: someDigest, compression: .gzip)
        #expect(url.text.hasPrefix("file:///var/blobs/\(someStore)/ab/\(someDigest)-"))
        #expect(url.text.hasSuffix(".json.gz"))
        #expect(url.text.hasPrefix(BlobURL.prefix(place: place, store: someStore, digest: someDigest)))
        let read = try #require(BlobURL(url.text))
        #expect(read == url)
        #expect(read.compression == .gzip)
        #expect(read.digest == Substring(someDigest))
    }

    @Test(
        "a URL that no store has written is none",
        arguments: [
            "{\"a\": 1}", "", "file:///etc/passwd", "file:///a/b/c/d/e/f",
            "file:///x/../\(someStore)/ab/\(someDigest)-\(someStore).json",
            "file:///x/%2e%2e/\(someStore)/ab/\(someDigest)-\(someStore).json",
            "file:///x/./\(someStore)/ab/\(someDigest)-\(someStore).json",
            "file:////\(someStore)/ab/\(someDigest)-\(someStore).json",
            "file:///\(someStore)/ab/\(someDigest)-\(someStore).json",
            "file://host/x/\(someStore)/ab/\(someDigest)-\(someStore).json",
            "file:///x/..0123456789abcd/ab/\(someDigest)-\(someStore).json",
            "file:///x/\(someStore)/ac/\(someDigest)-\(someStore).json",
            "file:///x/\(someStore)/a/\(someDigest)-\(someStore).json",
            "file:///x/\(someStore)/ab/\(someDigest)-\(someStore).txt",
            "file:///x/\(someStore)/ab/\(someDigest)-\(someStore).json\0",
            "file:///x/\(someStore)/ab/\(someDigest).json",
            "file:///x/\(someStore)/AB/\(someDigest.uppercased())-\(someStore).json",
            "s3://evil.example.com#/x/\(someStore)/ab/\(someDigest)-\(someStore).json",
            "s3://a?b/x/\(someStore)/ab/\(someDigest)-\(someStore).json",
            "s3://user@host/x/\(someStore)/ab/\(someDigest)-\(someStore).json",
            "s3://b/../c/\(someStore)/ab/\(someDigest)-\(someStore).json",
            "s3:///\(someStore)/ab/\(someDigest)-\(someStore).json",
            "http://b/x/\(someStore)/ab/\(someDigest)-\(someStore).json",
        ])
    func forged(text: String) {
        #expect(BlobURL(text) == nil)
    }

    @Test(
        "only what is in the folder of a store may be deleted by it",
        arguments: [
            ("file:///x/\(someStore)/ab/c.json", true), ("s3://b/p/\(someStore)/ab/c & d", true),
            ("file:///x/\(someStore)/../c", false), ("file:///x/\(someStore)/ab/..", false),
            ("file:///x/\(someStore)/c", false), ("file:///x/\(someStore)/ab/c/d", false),
            ("file:///x/../\(someStore)/ab/c", false), ("file:///x/0123456789abcdee/ab/c", false),
            ("file:///x/\(someStore)//c", false), ("file:///x/\(someStore)/ab/", false),
        ])
    func deletable(text: String, isDeletable: Bool) {
        #expect((BlobURL(text, inFolderOf: someStore) != nil) == isDeletable)
        #expect(BlobURL(text, inFolderOf: "..") == nil)
    }

    @Test("a place with blanks and letters of any kind is read as it was written", arguments: ["/a b/ü%?#", "/x/y"])
    func places(path: String) throws {
        let url = BlobURL(
            place: try BlobPlace(path), store: someStore, digest: someDigest, compression: .none)
        #expect(BlobURL(url.text) == url)
    }

    @Test("what is in a blob's place and is not a file is not waited for, and not taken for it")
    func pipe() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = try BlobPlace(folder.path)
        let url = BlobURL(place: place, store: someStore, digest: someDigest, compression: .none)
        let file = folder.appendingPathComponent(url.name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try #require(mkfifo(file.path, 0o600) == 0)
        let store = try place.open()
        let error = #expect(throws: BlobError.self) { try BlobText.read(url, count: 10, from: store) }
        #expect(error?.message == "the blob \(file.path) is not a file: restore it, or push the value again")
        #expect(try !store.contains(url.name))
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
        #expect(throws: BlobError.self) { try BlobText.read(url, count: 10, from: store) }
    }

    @Test("a size that no value has is refused before memory is asked for", arguments: [-1, 1 << 33, Int.max])
    func sizes(count: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = try BlobPlace(folder.path)
        let url = BlobURL(place: place, store: someStore, digest: someDigest, compression: .zstd)
        let store = try place.open()
        let error = #expect(throws: BlobError.self) { try BlobText.read(url, count: count, from: store) }
        #expect(error?.message == "the blob \(url.text) cannot have \(count) bytes: push the value again")
    }

    @Test("a blob that is more than its value is refused unread", arguments: BlobCompression.allCases)
    func bombs(compression: BlobCompression) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = try BlobPlace(folder.path)
        let store = try place.open()
        let text = [UInt8](repeating: 0x20, count: 100_000_000)
        try BlobText(text).encoded(compression) { kind, bytes in
            let url = BlobURL(place: place, store: someStore, digest: BlobText(text).digest, compression: kind)
            try store.put(bytes, name: url.name)
            let error = #expect(throws: BlobError.self) { try BlobText.read(url, count: 10, from: store) }
            #expect(error?.code == .damaged)
        }
    }

    @Test("a blob is deleted with the folders that are empty then, and never through a link")
    func deletion() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = try BlobPlace(folder.path + "/place")
        let store = try place.open()
        let url = BlobURL(place: place, store: someStore, digest: someDigest, compression: .none)
        try [UInt8](repeating: 0, count: 1).withUnsafeBytes { try store.put($0, name: url.name) }
        try store.delete(url.name)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/place") == [])
        try store.delete(url.name)

        let outside = folder.appendingPathComponent("outside/ab")
        try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
        let name = try #require(url.name.split(separator: "/").last)
        let victim = outside.appendingPathComponent(String(name))
        try Data([1]).write(to: victim)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/place/\(someStore)", withDestinationPath: folder.path + "/outside")
        _ = try? store.delete(url.name)
        #expect(FileManager.default.fileExists(atPath: victim.path))
    }

    @Test("files and folders are their owner's alone")
    func modes() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = try BlobPlace(folder.path)
        let store = try place.open()
        let url = BlobURL(place: place, store: someStore, digest: someDigest, compression: .none)
        try [UInt8](repeating: 0, count: 1).withUnsafeBytes { try store.put($0, name: url.name) }
        var path = folder.path
        for (part, mode) in [("", 0o700), ("/\(someStore)", 0o700), ("/ab", 0o700)] {
            path += part
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == mode)
        }
        path = folder.path + "/" + url.name
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }
}
