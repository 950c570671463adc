import Foundation
import Testing

@testable import XComBlobs

@Suite("Blobs")
struct BlobTests {
    @Test(
        "SHA-256 is that of the standard",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func digest(text: String, digest: String) {
        #expect(BlobText(Array(text.utf8)).digest == digest)
    }

    @Test("SHA-256 pads every length", arguments: [55, 56, 57, 63, 64, 65, 119, 120, 128])
    func padding(length: Int) throws {
        let text = [UInt8](repeating: 97, count: length)
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sha256sum"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text))
        try input.fileHandleForWriting.close()
        let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(answer.hasPrefix(BlobText(text).digest))
    }

    static let texts: [[UInt8]] = [
        [], [0x30], Array(String(repeating: "{\"a\": [1, 2, 3]} ", count: 100_000).utf8),
        (0..<300_000).map { _ in UInt8.random(in: 0...255) },
    ]

    @Test("every compression gives back what it got", arguments: BlobCompression.allCases, texts)
    func compression(compression: BlobCompression, text: [UInt8]) {
        BlobText(text).encoded(compression) { kind, bytes in
            #expect(bytes.count <= text.count)
            #expect(kind.decompressed(Array(bytes), count: text.count) == text)
            #expect(kind.decompressed(Array(bytes), count: text.count + 1) == nil)
            if !text.isEmpty { #expect(kind.decompressed(Array(bytes), count: text.count - 1) == nil) }
        }
    }

    /// Debian always has gzip; zstd is a package, which `scripts/setup --test` installs where it may.
    static let installed = [(BlobCompression.zstd, "zstd"), (.gzip, "gzip")].filter { _, tool in
        FileManager.default.isExecutableFile(atPath: "/usr/bin/\(tool)")
    }

    @Test("what other programs read is what we write", arguments: installed)
    func tools(compression: BlobCompression, tool: String) throws {
        let text = Self.texts[2]
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try BlobText(text).encoded(compression) { kind, bytes in
            #expect(kind == compression)
            #expect(bytes.count < text.count / 100)
            try Data(bytes).write(to: file)
        }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [tool, "-dc"]
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        try process.run()
        let read = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        #expect(Array(read) == text)
    }

    @Test("a damaged blob is told from a sound one", arguments: BlobCompression.allCases)
    func damage(compression: BlobCompression) throws {
        let text = Self.texts[3] + Self.texts[2]
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = try BlobPlace(folder.path)
        let store = try place.open()
        try BlobText(text).encoded(compression) { kind, bytes in
            let url = BlobURL(place: place, store: someStore, digest: BlobText(text).digest, compression: kind)
            try store.put(bytes, name: url.name)
            #expect(try BlobText.read(url, count: text.count, from: store) == text)
            for position in [30, bytes.count / 2, bytes.count - 1] {
                var damaged = Array(bytes)
                damaged[position] ^= 1
                try store.delete(url.name)
                try damaged.withUnsafeBytes { try store.put($0, name: url.name) }
                let error = #expect(throws: BlobError.self) { try BlobText.read(url, count: text.count, from: store) }
                #expect(error?.code == .damaged)
            }
            try store.delete(url.name)
            #expect(try store.names(in: someStore) == [])
            #expect(try !store.contains(url.name))
        }
    }
}
