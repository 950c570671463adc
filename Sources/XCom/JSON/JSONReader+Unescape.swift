extension JSONReader {
    /// What a text says.
    ///
    /// - Throws: ``JSONSyntaxError`` where half of a surrogate pair stands alone: a Swift text cannot hold it.
    func string(_ text: Text) throws(JSONSyntaxError) -> String {
        let range = (text.range.lowerBound + 1)..<(text.range.upperBound - 1)
        if !text.isEscaped { return String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self) }
        return try unescape(range)
    }

    private func unescape(_ range: Range<Int>) throws(JSONSyntaxError) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
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
                let scalar = try scalar(at: &index, before: range.upperBound)
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
                continue
            case let other: result.append(other)
            }
            index += 2
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Reads an escape of four digits, or two that are a surrogate pair.
    private func scalar(at index: inout Int, before end: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = index
        var code = unit(at: index + 2)
        index += 6
        if code & 0xfc00 == 0xd800, index + 6 <= end, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u"), case let low = unit(at: index + 2), low & 0xfc00 == 0xdc00
        {
            code = 0x10000 + ((code & 0x3ff) << 10 | low & 0x3ff)
            index += 6
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw JSONSyntaxError("half of a surrogate pair stands alone, which no text can hold", at: start)
        }
        return scalar
    }

    private func unit(at offset: Int) -> UInt32 {
        bytes[offset..<(offset + 4)].reduce(0) { $0 << 4 | UInt32(hexValue($1) ?? 0) }
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
