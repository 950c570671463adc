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

    @Test("so do frames that are nearly right, read by either side", arguments: MessagePackProperties.Decoder.allCases)
    func mutations(decoder: MessagePackProperties.Decoder) throws {
        let seeds = try corpus.map { [UInt8](try Data(contentsOf: $0)) }.filter { decoder.judge($0) == .read }
        #expect(seeds.count > 30)
        var mutation = FrameMutation(of: seeds, seed: 1)
        var kinds: [String: Int] = [:]
        for _ in 0..<20_000 {
            let payload = mutation.next()
            switch decoder.judge(payload) {
            case .read: kinds["read", default: 0] += 1
            case .refused(let kind): kinds[kind, default: 0] += 1
            case .wrong(let violation): Issue.record("\(violation): \(payload)")
            }
        }
        // They come far: every way to be wrong is among them.
        let all = ["read", "not MessagePack", "no frame", "not JSON", "no such message", "a field is missing"]
        #expect(Set(all).isSubset(of: kinds.keys), "\(kinds)")
    }
}
