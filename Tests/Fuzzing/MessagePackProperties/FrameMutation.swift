/// Makes frames' payloads that are nearly right: real ones with a few things changed, and some of bytes at random. The same
/// seed gives the same ones.
public struct FrameMutation {
    private let seeds: [[UInt8]]
    private var state: UInt64

    /// Heads of values that change what follows: lengths of all sizes, types that JSON has not, what is no head.
    private static let heads: [UInt8] = [
        0x00, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x93, 0x9F, 0xA0, 0xA4, 0xBF, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6,
        0xC7,
        0xC8, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF, 0xD0, 0xD3, 0xD4, 0xD6, 0xD7, 0xD8, 0xD9, 0xDA, 0xDB, 0xDC,
        0xDD,
        0xDE, 0xDF, 0xE0, 0xFF,
    ]

    /// - Parameters:
    ///   - seeds: Payloads that are right.
    ///   - seed: What the changes depend on.
    public init(of seeds: [[UInt8]], seed: UInt64) {
        self.seeds = seeds
        state = seed
    }

    /// The next payload.
    public mutating func next() -> [UInt8] {
        guard !seeds.isEmpty, number(below: 16) > 0 else { return bytes(number(below: 96)) }
        var payload = seeds[number(below: seeds.count)]
        for _ in 0...number(below: 4) { change(&payload) }
        return payload
    }

    private mutating func change(_ payload: inout [UInt8]) {
        guard !payload.isEmpty else {
            payload = bytes(number(below: 16))
            return
        }
        let place = number(below: payload.count)
        switch number(below: 9) {
        case 0: payload[place] ^= 1 << UInt8(number(below: 8))
        case 1: payload[place] = UInt8(truncatingIfNeeded: random())
        case 2: payload[place] = Self.heads[number(below: Self.heads.count)]
        case 3: payload.removeSubrange(place...)
        case 4: payload.removeSubrange(place..<min(payload.count, place + 1 + number(below: 8)))
        case 5: payload.insert(contentsOf: bytes(1 + number(below: 8)), at: place)
        // A part of it once more, as deep as it goes.
        case 6:
            let part = payload[place..<min(payload.count, place + 1 + number(below: 64))]
            for _ in 0...number(below: 8) { payload.insert(contentsOf: part, at: place) }
        // Goes on as another one does.
        case 7:
            let other = seeds[number(below: seeds.count)]
            guard !other.isEmpty else { return }
            payload.removeSubrange(place...)
            payload += other[number(below: other.count)...]
        // Lists in lists.
        default: payload.insert(contentsOf: Array(repeating: 0x91, count: 1 + number(below: 2000)), at: place)
        }
    }

    private mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random()) }
    }

    private mutating func number(below count: Int) -> Int { Int(random() % UInt64(count)) }

    /// SplitMix64.
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
