/// A checked JSON text and where in it each value stands: what everything that reads JSON walks along.
///
/// A value's text is a range of the bytes, so that it can be taken out byte for byte.
struct JSONTape: Sendable {
    enum Kind: UInt8, Sendable {
        case null, `true`, `false`, number, array, object
        /// A text without escapes.
        case string
        /// A text with escapes in it.
        case escapedString
    }

    /// One value or one key, in the order of the text; what is in an array or an object follows it, in an object each
    /// key before its value.
    struct Entry: Sendable {
        var kind: Kind
        /// Where its text begins and ends, quotes and brackets included.
        var start: Int
        var end: Int
        /// The entry behind this one and all that is in it.
        var next: Int
    }

    let bytes: [UInt8]
    private(set) var entries: [Entry]

    /// Values nested deeper than this are refused: nothing in Airflow nests nearly as deep, and what walks a value by
    /// calling itself would run out of stack.
    static let maximumDepth = 5000

    /// - Throws: ``JSONSyntaxError``.
    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        self.entries = []
        let entries = try bytes.withUnsafeBufferPointer { bytes in
            var parser = JSONTapeParser(bytes)
            return try parser.parse()
        }
        self.entries = entries
    }

    /// The text of an entry.
    func text(_ index: Int) -> ArraySlice<UInt8> {
        bytes[entries[index].start..<entries[index].end]
    }

    /// A number as it is written.
    func number(_ index: Int) -> String {
        String(decoding: text(index), as: UTF8.self)
    }

    /// What a text says.
    ///
    /// - Throws: ``JSONSyntaxError`` where half of a surrogate pair stands alone: a Swift text cannot hold it.
    func string(_ index: Int) throws -> String {
        let entry = entries[index]
        let range = (entry.start + 1)..<(entry.end - 1)
        if entry.kind == .string {
            return bytes.withUnsafeBufferPointer {
                String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self)
            }
        }
        return try unescape(range)
    }

    private func unescape(_ range: Range<Int>) throws -> String {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
        func unit(at offset: Int) -> UInt32 {
            bytes[offset..<(offset + 4)].reduce(0) { $0 << 4 | UInt32(hexValue($1) ?? 0) }
        }
        while index < range.upperBound {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0c)
            case UInt8(ascii: "n"): result.append(0x0a)
            case UInt8(ascii: "r"): result.append(0x0d)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                var code = unit(at: index + 2)
                let start = index
                index += 6
                if code & 0xfc00 == 0xd800, index + 6 <= range.upperBound, bytes[index] == UInt8(ascii: "\\"),
                    bytes[index + 1] == UInt8(ascii: "u"), unit(at: index + 2) & 0xfc00 == 0xdc00
                {
                    code = 0x10000 + ((code & 0x3ff) << 10 | unit(at: index + 2) & 0x3ff)
                    index += 6
                }
                guard let scalar = Unicode.Scalar(code) else {
                    throw JSONSyntaxError("half of a surrogate pair stands alone, which no text can hold", at: start)
                }
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
                continue
            case let other: result.append(other)
            }
            index += 2
        }
        return String(decoding: result, as: UTF8.self)
    }
}

func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
