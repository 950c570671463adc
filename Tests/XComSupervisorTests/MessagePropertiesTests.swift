import Foundation
import MessageProperties
import Testing

/// Seeds of the fuzzer, and what it found: `Tests/Fuzzing/corpus/FuzzMessages`.
private let corpus: [URL] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzzing/corpus/FuzzMessages")
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path < $1.path }
}()

// One store for all: it is not for several threads at once.
@Suite("Any bytes that a task sends", .serialized)
struct MessagePropertiesTests {
    @Test("there is a seed for each message")
    func seeds() {
        #expect(corpus.count >= 40)
    }

    @Test("are answered", arguments: corpus)
    func corpusHolds(file: URL) throws {
        let bytes = [UInt8](try Data(contentsOf: file))
        for end in 0...bytes.count { #expect(MessageProperties.violation(Array(bytes[..<end])) == nil) }
        // A number in the place of a text, and the other way round.
        let text = String(decoding: bytes, as: UTF8.self)
        let changes = [(": \"", ": 1e400, \"x\": \""), (": 1", ": \"1"), (": {", ": [{"), (": [", ": null, \"x\": [")]
        for (from, to) in changes {
            #expect(MessageProperties.violation(Array(text.replacing(from, with: to).utf8)) == nil)
        }
    }
}
