import Foundation
import MessagePackProperties

/// Reads so many mutated frames on both sides of the connection, and says what became of them.
///
///     MutateFrames FOLDER COUNT [SEED]
///
/// FOLDER has payloads that are right, a file for each.
@main
enum MutateFrames {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 2, let count = Int(arguments[2]), let seed = UInt64(arguments.dropFirst(3).first ?? "1")
        else {
            print("usage: MutateFrames FOLDER COUNT [SEED]")
            exit(2)
        }
        let folder = URL(fileURLWithPath: arguments[1])
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let seeds = try files.sorted { $0.path < $1.path }.map { [UInt8](try Data(contentsOf: $0)) }
        for decoder in MessagePackProperties.Decoder.allCases {
            try read(count, by: decoder, mutationsOf: seeds, seed)
        }
    }

    private static func read(
        _ count: Int, by decoder: MessagePackProperties.Decoder, mutationsOf seeds: [[UInt8]], _ seed: UInt64
    ) throws {
        var mutation = FrameMutation(of: seeds.filter { decoder.judge($0) == .read }, seed: seed)
        var kinds: [String: Int] = [:]
        var slowest = Duration.zero
        for number in 0..<count {
            let payload = mutation.next()
            let start = ContinuousClock.now
            let judgement = decoder.judge(payload)
            slowest = max(slowest, ContinuousClock.now - start)
            switch judgement {
            case .read: kinds["read", default: 0] += 1
            case .refused(let kind): kinds["refused: \(kind)", default: 0] += 1
            case .wrong(let violation):
                print("\(decoder.rawValue), frame \(number): \(violation)")
                print(payload.map { String(format: "%02x", $0) }.joined())
                exit(1)
            }
        }
        let parts = kinds.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }
        print("\(decoder.rawValue): \(count) frames: \(parts.joined(separator: ", ")); the slowest took \(slowest)")
    }
}
