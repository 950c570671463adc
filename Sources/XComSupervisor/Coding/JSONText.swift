internal import XCom

/// A part of a JSON text that is known to be one value.
struct JSONText {
    let bytes: [UInt8]
    let range: Range<Int>

    init(bytes: [UInt8], range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    /// Checks that `bytes` is one value and nothing else.
    init(_ bytes: [UInt8]) throws(MessageError) {
        var scanner = JSONScanner(bytes)
        range = try scanner.skipValue()
        guard scanner.peek() == 0, scanner.index == bytes.count else {
            throw MessageError(.notJSON, "text follows the value at byte \(scanner.index)")
        }
        self.bytes = bytes
    }

    private var first: UInt8 { bytes[range.lowerBound] }

    var isNull: Bool { first == UInt8(ascii: "n") }

    var wireValue: WireValue { WireValue(utf8: Array(bytes[range])) }

    /// The members of an object in their order; `nil` for what is no object. Of equal keys the last one counts, as in
    /// Python.
    func object() throws(MessageError) -> [(key: String, value: JSONText)]? {
        guard first == UInt8(ascii: "{") else { return nil }
        var scanner = JSONScanner(bytes, at: range.lowerBound + 1)
        var members: [(key: String, value: JSONText)] = []
        if scanner.peek() == UInt8(ascii: "}") { return members }
        while true {
            _ = scanner.peek()
            let key = try Self.string(in: bytes, at: scanner.skipString())
            try scanner.expect(UInt8(ascii: ":"))
            let value = JSONText(bytes: bytes, range: try scanner.skipValue())
            if let index = members.firstIndex(where: { $0.key == key }) {
                members[index].value = value
            } else {
                members.append((key, value))
            }
            guard scanner.peek() == UInt8(ascii: ",") else { return members }
            scanner.index += 1
        }
    }

    /// The items of an array; `nil` for what is no array.
    func array() throws(MessageError) -> [JSONText]? {
        guard first == UInt8(ascii: "[") else { return nil }
        var scanner = JSONScanner(bytes, at: range.lowerBound + 1)
        var items: [JSONText] = []
        if scanner.peek() == UInt8(ascii: "]") { return items }
        while true {
            items.append(JSONText(bytes: bytes, range: try scanner.skipValue()))
            guard scanner.peek() == UInt8(ascii: ",") else { return items }
            scanner.index += 1
        }
    }

    /// The text of a string; `nil` for what is no string.
    func string() throws(MessageError) -> String? {
        guard first == UInt8(ascii: "\"") else { return nil }
        return try Self.string(in: bytes, at: (range.lowerBound + 1)..<(range.upperBound - 1))
    }

    var bool: Bool? {
        switch first {
        case UInt8(ascii: "t"): true
        case UInt8(ascii: "f"): false
        default: nil
        }
    }

    private var number: String? {
        guard first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// A whole number (`3.0` too, as pydantic takes it); `nil` for what is none or does not fit.
    var integer: Int? {
        guard let number else { return nil }
        return Int(number) ?? Double(number).flatMap { Int(exactly: $0) }
    }

    var double: Double? { number.flatMap(Double.init) }

    private static func string(in bytes: [UInt8], at range: Range<Int>) throws(MessageError) -> String {
        let text = bytes[range]
        guard text.contains(UInt8(ascii: "\\")) else { return String(decoding: text, as: UTF8.self) }
        return try unescape(text)
    }

    private static func unescape(_ text: ArraySlice<UInt8>) throws(MessageError) -> String {
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        var index = text.startIndex
        func unit() throws(MessageError) -> UInt16 {
            guard index + 4 <= text.endIndex,
                let unit = UInt16(String(decoding: text[index..<(index + 4)], as: UTF8.self), radix: 16)
            else { throw MessageError(.notJSON, "incomplete \\u escape at byte \(index)") }
            index += 4
            return unit
        }
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            guard byte == UInt8(ascii: "\\"), index < text.endIndex else {
                plain.append(byte)
                continue
            }
            let escape = text[index]
            index += 1
            switch escape {
            case UInt8(ascii: "n"): plain.append(0x0A)
            case UInt8(ascii: "t"): plain.append(0x09)
            case UInt8(ascii: "r"): plain.append(0x0D)
            case UInt8(ascii: "b"): plain.append(0x08)
            case UInt8(ascii: "f"): plain.append(0x0C)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(escape)
            case UInt8(ascii: "u"):
                var units = [try unit()]
                if UTF16.isLeadSurrogate(units[0]), text[index...].starts(with: Array("\\u".utf8)) {
                    index += 2
                    units.append(try unit())
                }
                guard let scalars = String(validating: units, as: UTF16.self) else {
                    throw MessageError(.wrongType, "a text has half of a surrogate pair")
                }
                plain.append(contentsOf: scalars.utf8)
            default: throw MessageError(.notJSON, "unknown escape at byte \(index - 1)")
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
