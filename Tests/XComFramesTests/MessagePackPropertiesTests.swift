import Foundation
import MessagePackProperties
import Testing

/// Seeds of the fuzzer, and what it found: `Tests/Fuzzing/corpus/FuzzMessagePack`.
private let corpus: [URL] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../Fuzzing/corpus/FuzzMessagePack")
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path < $1.path }
}()

@Suite("Any bytes in a frame")
struct MessagePackPropertiesTests {
    @Test("there is a seed for each golden frame")
    func seeds() {
        #expect(corpus.count >= GoldenFrame.all.count)
    }

    @Test("hold what must hold: whole, cut off, and with bytes that are others", arguments: corpus)
    func corpusHolds(file: URL) throws {
        let bytes = [UInt8](try Data(contentsOf: file))
        for end in 0...bytes.count { #expect(MessagePackProperties.violation(Array(bytes[..<end])) == nil) }
        // The heads of every kind of value, in the place of each byte.
        for index in bytes.indices {
            for head: UInt8 in [
                0x00, 0x8F, 0x9F, 0xBF, 0xC0, 0xC1, 0xC4, 0xC9, 0xCB, 0xCF, 0xD3, 0xD8, 0xDB, 0xDD, 0xDF, 0xFF,
            ] {
                var changed = bytes
                changed[index] = head
                #expect(MessagePackProperties.violation(changed) == nil, "byte \(index) as \(head)")
            }
        }
    }

    @Test("so do bytes at random")
    func random() {
        var generator = Seeded(state: 1)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0..<64, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(MessagePackProperties.violation([0x92, 0x01] + bytes) == nil)
        }
    }

    /// The same numbers each time (SplitMix64).
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
