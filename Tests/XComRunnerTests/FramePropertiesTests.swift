import Foundation
import FrameProperties
import Testing

/// Seeds of the fuzzer, and what it found: `Tests/Fuzzing/corpus/FuzzFrames`.
private let corpus: [URL] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzzing/corpus/FuzzFrames")
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path < $1.path }
}()

@Suite("Any bytes that come from another process")
struct FramePropertiesTests {
    @Test("there are seeds")
    func seeds() {
        #expect(corpus.count > 15)
    }

    @Test("are frames or none, however they come", arguments: corpus)
    func corpusHolds(file: URL) throws {
        let bytes = [UInt8](try Data(contentsOf: file))
        for end in 0...bytes.count { #expect(FrameProperties.violation(Array(bytes[..<end])) == nil) }
    }
}
