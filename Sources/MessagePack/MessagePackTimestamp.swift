/// A moment as MessagePack's own extension (type -1) has it.
public struct MessagePackTimestamp: Hashable, Sendable {
    /// The type of the extension.
    public static let extensionType: Int8 = -1

    /// Seconds since 1970-01-01T00:00:00Z, rounded down.
    public let seconds: Int64
    /// What of the second has passed: below 1,000,000,000.
    public let nanoseconds: UInt32

    /// `nil` where the nanoseconds are a second or more.
    public init?(seconds: Int64, nanoseconds: UInt32 = 0) {
        guard nanoseconds < 1_000_000_000 else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Reads the 4, 8 or 12 bytes of the extension; `nil` for others.
    init?(bytes: ArraySlice<UInt8>) {
        switch bytes.count {
        case 4:
            self.init(seconds: Int64(Self.number(bytes)))
        case 8:
            let both = Self.number(bytes)
            self.init(seconds: Int64(both & 0x3_FFFF_FFFF), nanoseconds: UInt32(both >> 34))
        case 12:
            self.init(
                seconds: Int64(bitPattern: Self.number(bytes.dropFirst(4))),
                nanoseconds: UInt32(Self.number(bytes.prefix(4))))
        default:
            return nil
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
