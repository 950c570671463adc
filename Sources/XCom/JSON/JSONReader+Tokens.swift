extension JSONReader {
    mutating func skipBlanks() {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
            default: return
            }
        }
    }

    mutating func readWord(_ word: StaticString) throws(JSONSyntaxError) {
        let start = index
        for offset in 0..<word.utf8CodeUnitCount {
            guard index < bytes.count, bytes[index] == word.utf8Start[offset] else {
                throw JSONSyntaxError("no value begins like this", at: start)
            }
            index += 1
        }
    }

    // MARK: Texts

    /// Reads a text, from its opening quote.
    mutating func readString() throws(JSONSyntaxError) -> Text {
        let start = index
        var isEscaped = false
        index += 1
        while true {
            skipPlainText()
            guard index < bytes.count else { throw JSONSyntaxError("a text has no end", at: start) }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return Text(range: start..<index, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try readEscape()
            case 0x80...:
                try readMultibyte(textAt: start)
            default:
                throw error("a control character in a text is not escaped")
            }
        }
    }

    /// Goes on to the next byte that is a quote, a backslash, a control character, or no ASCII.
    private mutating func skipPlainText() {
        let raw = UnsafeRawBufferPointer(bytes)
        while index + 8 <= raw.count {
            if endsPlainText(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) { break }
            index += 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 || byte >= 0x80 { return }
            index += 1
        }
    }

    private mutating func readEscape() throws(JSONSyntaxError) {
        guard index + 1 < bytes.count else { throw error("the text ends too early") }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 2
        case UInt8(ascii: "u"):
            guard index + 6 <= bytes.count, (index + 2..<index + 6).allSatisfy({ hexValue(bytes[$0]) != nil }) else {
                throw error("an escape has no four hexadecimal digits")
            }
            index += 6
        default:
            throw error("there is no such escape")
        }
    }

    /// Goes past a character beyond ASCII. Spellings that are longer than need be, surrogates, and what is beyond Unicode
    /// are no UTF-8 (RFC 3629).
    private mutating func readMultibyte(textAt start: Int) throws(JSONSyntaxError) {
        func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
        let second: ClosedRange<UInt8>
        let count: Int
        switch byte(0) {
        case 0xc2...0xdf: (second, count) = (0x80...0xbf, 2)
        case 0xe0: (second, count) = (0xa0...0xbf, 3)
        case 0xed: (second, count) = (0x80...0x9f, 3)
        case 0xe1...0xef: (second, count) = (0x80...0xbf, 3)
        case 0xf0: (second, count) = (0x90...0xbf, 4)
        case 0xf1...0xf3: (second, count) = (0x80...0xbf, 4)
        case 0xf4: (second, count) = (0x80...0x8f, 4)
        default: (second, count) = (0...0, 0)
        }
        guard count > 0, second.contains(byte(1)), (2..<max(count, 2)).allSatisfy({ byte($0) & 0xc0 == 0x80 }) else {
            throw JSONSyntaxError("a text is not valid UTF-8", at: start)
        }
        index += count
    }

    // MARK: Numbers

    mutating func readNumber() throws(JSONSyntaxError) {
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        guard index < bytes.count else { throw error("the text ends too early") }
        if allowsNonFinite, bytes[index] == UInt8(ascii: "I") { return try readWord("Infinity") }
        if bytes[index] == UInt8(ascii: "0") {
            index += 1
        } else {
            try readDigits()
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            try readDigits()
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            try readDigits()
        }
    }

    private mutating func readDigits() throws(JSONSyntaxError) {
        let start = index
        while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") { index += 1 }
        guard index > start else { throw error("a digit is missing") }
    }

    // MARK: Text that is known to be valid

    /// Goes past a value.
    mutating func skipValue() {
        guard index < bytes.count else { return }
        switch bytes[index] {
        case UInt8(ascii: "\""): skipString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): skipContainer()
        default:
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), 0...0x20: return
                default: index += 1
                }
            }
        }
    }

    private mutating func skipContainer() {
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                skipString()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return }
        }
    }

    /// Goes past a text.
    @discardableResult
    mutating func skipString() -> Text {
        let start = index
        var isEscaped = false
        index += 1
        while true {
            skipPlainText()
            guard index < bytes.count else { break }
            if bytes[index] == UInt8(ascii: "\"") {
                index += 1
                break
            }
            if bytes[index] == UInt8(ascii: "\\") {
                isEscaped = true
                index += 1
            }
            index += 1
        }
        return Text(range: start..<index, isEscaped: isEscaped)
    }
}

/// Whether one of eight bytes ends a run of plain text: a quote, a backslash, a control character, or no ASCII.
@inlinable @inline(__always)
package func endsPlainText(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    let control = (word &- (ones &* 0x20)) & ~word
    let found = word | control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
    return found & (ones &* 0x80) != 0
}
