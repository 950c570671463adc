/// Walks over JSON text without building a tree: what is not asked for stays the text that it is.
///
/// It is strict (RFC 8259: no `NaN`, no trailing commas) and keeps no stack of calls, so that depth costs only memory.
struct JSONScanner {
    let bytes: [UInt8]
    var index: Int

    init(_ bytes: [UInt8], at index: Int = 0) {
        self.bytes = bytes
        self.index = index
    }

    /// The next byte that is no white space, without going past it; 0 at the end.
    mutating func peek() -> UInt8 {
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == UInt8(ascii: " ") || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            index += 1
        }
        return 0
    }

    mutating func expect(_ byte: UInt8) throws(MessageError) {
        guard peek() == byte else {
            throw MessageError(.notJSON, "expected '\(Character(UnicodeScalar(byte)))' at byte \(index)")
        }
        index += 1
    }

    /// Goes past one value and gives the range of its text.
    mutating func skipValue() throws(MessageError) -> Range<Int> {
        var first = peek()
        let start = index
        var open: [UInt8] = []
        while true {
            switch first {
            case UInt8(ascii: "{"):
                index += 1
                if peek() != UInt8(ascii: "}") {
                    open.append(UInt8(ascii: "}"))
                    try skipKey()
                    first = peek()
                    continue
                }
                index += 1
            case UInt8(ascii: "["):
                index += 1
                if peek() != UInt8(ascii: "]") {
                    open.append(UInt8(ascii: "]"))
                    first = peek()
                    continue
                }
                index += 1
            case UInt8(ascii: "\""): try skipString()
            default: try skipScalar()
            }
            guard try closeContainers(&open) else { return start..<index }
            first = peek()
        }
    }

    /// After a value: closes what ends here. Gives back whether another value follows inside of what is still open.
    private mutating func closeContainers(_ open: inout [UInt8]) throws(MessageError) -> Bool {
        while let closing = open.last {
            let byte = peek()
            if byte == UInt8(ascii: ",") {
                index += 1
                if closing == UInt8(ascii: "}") { try skipKey() }
                return true
            }
            guard byte == closing else { throw MessageError(.notJSON, "unexpected text at byte \(index)") }
            index += 1
            open.removeLast()
        }
        return false
    }

    private mutating func skipKey() throws(MessageError) {
        _ = peek()
        try skipString()
        try expect(UInt8(ascii: ":"))
    }

    /// Goes past a string and gives the range between its quotes.
    @discardableResult
    mutating func skipString() throws(MessageError) -> Range<Int> {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            throw MessageError(.notJSON, "expected a string at byte \(index)")
        }
        index += 1
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return start..<(index - 1)
            case UInt8(ascii: "\\"): index += 2
            case ..<0x20: throw MessageError(.notJSON, "control character in the string at byte \(index)")
            default: index += 1
            }
        }
        throw MessageError(.notJSON, "the text ends inside a string")
    }

    private mutating func skipScalar() throws(MessageError) {
        let start = index
        while index < bytes.count, Self.isScalarByte(bytes[index]) { index += 1 }
        let text = bytes[start..<index]
        if text.elementsEqual("null".utf8) || text.elementsEqual("true".utf8) || text.elementsEqual("false".utf8) {
            return
        }
        guard Self.isNumber(text) else {
            throw MessageError(
                .notJSON, "'\(String(decoding: text.prefix(20), as: UTF8.self))' at byte \(start) is no value")
        }
    }

    private static func isScalarByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        func digits(_ rest: inout ArraySlice<UInt8>) -> Int {
            let all = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(all.count)
            return all.count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits(&rest)
        guard whole == 1 || (whole > 1 && !startsWithZero) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits(&rest) > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }
}
