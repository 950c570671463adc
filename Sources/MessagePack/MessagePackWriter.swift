/// Writes MessagePack, each token in the fewest bytes that hold it.
///
/// Who opens an array or a map writes as many values or pairs as it says.
public struct MessagePackWriter: Sendable {
    /// What was written.
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func append(_ token: MessagePackToken) {
        switch token {
        case .null: bytes.append(0xC0)
        case .bool(let value): bytes.append(value ? 0xC3 : 0xC2)
        case .integer(let value): append(value)
        case .largeInteger(let value): append(magnitude: value)
        case .float(let value): append(0xCA, value.bitPattern)
        case .double(let value): append(0xCB, value.bitPattern)
        case .text(let text): append(text)
        case .binary(let content):
            head(content.count, small: nil, heads: (0xC4, 0xC5, 0xC6))
            bytes.append(contentsOf: content)
        case .timestamp(let timestamp): append(timestamp)
        case .extended(let type, let content): append(type: type, content)
        case .array(let count): head(count, small: (0x90, 16), heads: (nil, 0xDC, 0xDD))
        case .map(let count): head(count, small: (0x80, 16), heads: (nil, 0xDE, 0xDF))
        }
    }

    /// Appends a value that is MessagePack already.
    public mutating func append(value: some Sequence<UInt8>) {
        bytes.append(contentsOf: value)
    }

    private mutating func append(_ value: Int64) {
        switch value {
        case 0...: append(magnitude: UInt64(value))
        case -32..<0: bytes.append(UInt8(bitPattern: Int8(value)))
        case Int64(Int8.min)...: append(0xD0, Int8(value))
        case Int64(Int16.min)...: append(0xD1, Int16(value))
        case Int64(Int32.min)...: append(0xD2, Int32(value))
        default: append(0xD3, value)
        }
    }

    private mutating func append(magnitude value: UInt64) {
        switch value {
        case ..<128: bytes.append(UInt8(value))
        case ...UInt64(UInt8.max): append(0xCC, UInt8(value))
        case ...UInt64(UInt16.max): append(0xCD, UInt16(value))
        case ...UInt64(UInt32.max): append(0xCE, UInt32(value))
        default: append(0xCF, value)
        }
    }

    private mutating func append(_ text: String) {
        let utf8 = text.utf8
        head(utf8.count, small: (0xA0, 32), heads: (0xD9, 0xDA, 0xDB))
        bytes.append(contentsOf: utf8)
    }

    private mutating func append(_ timestamp: MessagePackTimestamp) {
        let type = UInt8(bitPattern: MessagePackTimestamp.extensionType)
        if let seconds = UInt32(exactly: timestamp.seconds), timestamp.nanoseconds == 0 {
            bytes += [0xD6, type]
            append(bigEndian: seconds)
        } else if (0..<1 << 34).contains(timestamp.seconds) {
            bytes += [0xD7, type]
            append(bigEndian: UInt64(timestamp.nanoseconds) << 34 | UInt64(timestamp.seconds))
        } else {
            bytes += [0xC7, 12, type]
            append(bigEndian: timestamp.nanoseconds)
            append(bigEndian: timestamp.seconds)
        }
    }

    private mutating func append(type: Int8, _ content: [UInt8]) {
        switch content.count {
        case 1, 2, 4, 8, 16: bytes.append(0xD4 + UInt8(content.count.trailingZeroBitCount))
        default: head(content.count, small: nil, heads: (0xC7, 0xC8, 0xC9))
        }
        bytes.append(UInt8(bitPattern: type))
        bytes.append(contentsOf: content)
    }

    private mutating func append(_ head: UInt8, _ value: some FixedWidthInteger) {
        bytes.append(head)
        append(bigEndian: value)
    }

    private mutating func append(bigEndian value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// A length in the head byte itself where it is below the limit, else in 1, 2 or 4 bytes behind it.
    private mutating func head(
        _ count: Int, small: (head: UInt8, limit: Int)?, heads: (one: UInt8?, two: UInt8, four: UInt8)
    ) {
        if let small, count < small.limit {
            bytes.append(small.head | UInt8(count))
        } else if let head = heads.one, let count = UInt8(exactly: count) {
            append(head, count)
        } else if let count = UInt16(exactly: count) {
            append(heads.two, count)
        } else {
            // Nothing is longer than 4 bytes can say: no frame holds as much.
            append(heads.four, UInt32(truncatingIfNeeded: count))
        }
    }
}
