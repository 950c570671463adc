import Foundation
import JSONProperties
import Testing

/// Seeds of the fuzzer, and what it found: `Tests/Fuzzing/corpus/FuzzJSON`.
private let corpus: [URL] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fuzzing/corpus/FuzzJSON")
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path < $1.path }
}()

@Suite("Any bytes that are taken for JSON")
struct JSONPropertiesTests {
    @Test("there are seeds")
    func seeds() {
        #expect(corpus.count > 20)
    }

    @Test("are read, written and refused consistently", arguments: corpus)
    func corpusHolds(file: URL) throws {
        let bytes = [UInt8](try Data(contentsOf: file))
        #expect(JSONProperties.violation(bytes) == nil)
        for end in bytes.indices {
            #expect(JSONProperties.violation(Array(bytes[..<end])) == nil)
        }
    }
}
