extension JSONScanner {
    /// A text or a key.
    public struct Text {
        /// Where its quotes stand.
        @usableFromInline var opening: Int
        @usableFromInline var closing: Int
        /// Whether all bytes are ASCII; whether the others are UTF-8 is not checked yet.
        public var isASCII = true
        /// How many bytes more than characters its escapes have.
        @usableFromInline var surplus = 0
        /// Whether there are any.
        @inlinable public var isEscaped: Bool { surplus > 0 }
        /// The bits of all characters that are escaped, together.
        @usableFromInline var escapedBits: UInt32 = 0

        @inlinable @inline(__always) init(opening: Int, closing: Int) {
            self.opening = opening
            self.closing = closing
        }
    }

    /// What stands between the quotes.
    @inlinable @inline(__always)
    public func content(of text: Text) -> UnsafeBufferPointer<UInt8> {
        guard let start = bytes.baseAddress else { return bytes }
        return UnsafeBufferPointer(start: start + (text.opening &+ 1), count: text.closing &- text.opening &- 1)
    }

    // MARK: Reading

    /// Reads a text that is ASCII without escapes, from its opening quote; what stands between the quotes. At any other text
    /// the scanner stays where it is.
    @inlinable @inline(__always)
    public mutating func readPlainString() -> UnsafeBufferPointer<UInt8>? {
        guard let start = bytes.baseAddress else { return nil }
        let opening = index
        index &+= 1
        skipPlainText()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            index = opening
            return nil
        }
        index &+= 1
        return UnsafeBufferPointer(start: start + (opening &+ 1), count: index &- opening &- 2)
    }

    /// Reads a text, from its opening quote.
    public mutating func readString() throws(JSONSyntaxError) -> Text {
        var text = Text(opening: index, closing: index)
        // Kept apart from what memory may change.
        var next = index &+ 1
        // The bits of all bytes that are no part of an escape, and of all characters that are escaped.
        var (bytesBits, bits) = (UInt64(0), UInt32(0))
        var surplus = 0
        // Where the escape of the first half of a surrogate pair has ended.
        var half = -1
        while next < bytes.count {
            let byte = bytes[next]
            if byte == UInt8(ascii: "\\") {
                let start = next
                let unit = try readEscape(at: &next)
                surplus &+= next &- start &- 1
                bits |= unit
                if unit & 0xF800 == 0xD800 {
                    if unit & 0x0400 == 0 {
                        half = next
                    } else if half == start {
                        surplus &+= 1
                        bits |= 0x1_0000
                    }
                }
            } else if textEnds(in: byte) == 0 {
                bytesBits |= skipText(at: &next)
            } else if byte == UInt8(ascii: "\"") {
                text.closing = next
                text.isASCII = bytesBits & 0x8080_8080_8080_8080 == 0
                text.surplus = surplus
                text.escapedBits = bits
                index = next &+ 1
                return text
            } else {
                throw error("a control character in a text is not escaped", at: next)
            }
        }
        throw error("a text has no end", at: index)
    }

    /// Goes on to the next byte that is a quote, a backslash, a control character, or no ASCII.
    @inlinable @inline(__always)
    mutating func skipPlainText() {
        guard let start = bytes.baseAddress else { return }
        // Kept apart from what memory may change.
        let end = bytes.count
        var next = index
        while next &+ 8 <= end {
            let mark = plainTextEnds(in: loadWord(at: start + next))
            if mark != 0 {
                index = next &+ place(of: mark)
                return
            }
            next &+= 8
            if next &- index == 64 { next = skipLongText(start, from: next) }
        }
        while next < end, plainTextEnds(in: start[next]) == 0 { next &+= 1 }
        index = next
    }

    /// Goes along text that is long and plain, four words at a time.
    @usableFromInline @inline(never)
    func skipLongText(_ start: UnsafePointer<UInt8>, from index: Int) -> Int {
        var next = index
        while next &+ 32 <= bytes.count {
            var marks: UInt64 = 0
            for offset in stride(from: 0, to: 32, by: 8) {
                marks |= plainTextEnds(in: loadWord(at: start + next + offset))
            }
            if marks != 0 { break }
            next &+= 32
        }
        return next
    }

    /// Goes on to the next byte that is a quote, a backslash or a control character.
    ///
    /// - Returns: the bits of the bytes up to there.
    @inline(__always)
    private func skipText(at next: inout Int) -> UInt64 {
        guard let start = bytes.baseAddress else { return 0 }
        let end = bytes.count
        var bits: UInt64 = 0
        while next &+ 8 <= end {
            let word = loadWord(at: start + next)
            let mark = textEnds(in: word)
            if mark != 0 {
                next &+= place(of: mark)
                return bits | (word & (mark ^ (mark &- 1)))
            }
            bits |= word
            next &+= 8
        }
        while next < end, textEnds(in: start[next]) == 0 {
            bits |= UInt64(start[next])
            next &+= 1
        }
        return bits
    }

    /// Reads one escape: a character, or half of a surrogate pair.
    @inline(__always)
    private func readEscape(at next: inout Int) throws(JSONSyntaxError) -> UInt32 {
        guard next &+ 1 < bytes.count else { throw error("the text ends too early", at: next) }
        guard bytes[next &+ 1] == UInt8(ascii: "u") else {
            guard let character = Self.shortEscape(bytes[next &+ 1]) else {
                throw error("there is no such escape", at: next)
            }
            next &+= 2
            return character
        }
        guard next &+ 6 <= bytes.count, areHexadecimal(endingAt: next &+ 6) else {
            throw error("an escape has no four hexadecimal digits", at: next)
        }
        next &+= 6
        return unit(endingAt: next)
    }

    @inlinable @inline(__always)
    static func shortEscape(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): UInt32(byte)
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// Whether four bytes are hexadecimal digits: whether they are what their values are written as.
    private func areHexadecimal(endingAt end: Int) -> Bool {
        let text = fourBytes(endingAt: end)
        let values = Self.values(of: text)
        let letters = ((values &+ 0x0606_0606) >> 4) & 0x0101_0101
        return values & 0xF0F0_F0F0 == 0 && values &+ 0x3030_3030 &+ letters &* 0x27 == text | letters << 5
    }

    /// The number that four hexadecimal digits are.
    @inlinable @inline(__always)
    func unit(endingAt end: Int) -> UInt32 {
        let values = Self.values(of: fourBytes(endingAt: end)).byteSwapped
        let pairs = (values | values >> 4) & 0x00FF_00FF
        return (pairs | pairs >> 8) & 0xFFFF
    }

    /// What hexadecimal digits stand for, byte for byte: their low bits, and of a letter 9 more.
    @inlinable @inline(__always)
    static func values(of digits: UInt32) -> UInt32 {
        (digits & 0x0F0F_0F0F) &+ ((digits >> 6) & 0x0101_0101) &* 9
    }

    @inlinable @inline(__always)
    func fourBytes(endingAt end: Int) -> UInt32 {
        guard let start = bytes.baseAddress else { return 0 }
        return UInt32(littleEndian: UnsafeRawPointer(start + (end &- 4)).loadUnaligned(as: UInt32.self))
    }

    // MARK: What a text says

    /// Checks that what is not ASCII is UTF-8 (RFC 3629).
    public func checkUTF8(_ text: Text) throws(JSONSyntaxError) {
        if text.isASCII { return }
        do {
            _ = try UTF8Span(validating: content(of: text).span)
        } catch {
            throw self.error("a text is not valid UTF-8", at: text.opening)
        }
    }

    /// How many characters a text has that is UTF-8, and the bits of all of them together.
    public func measure(_ text: Text) -> (count: Int, bits: UInt32) {
        if text.isASCII { return (text.closing - text.opening - 1 - text.surplus, text.escapedBits | 0x7F) }
        // The first bytes of characters tell how wide they are; all others of a character are below those.
        let content = content(of: text)
        let widest = content.reduce(0, max)
        let bits: UInt32 = widest < 0xC4 ? 0xFF : widest < 0xF0 ? 0xFFFF : 0x10_FFFF
        let others = content.reduce(0) { $0 &+ ($1 & 0xC0 == 0x80 ? 1 : 0) }
        return (content.count - text.surplus - others, text.escapedBits | bits)
    }

    /// Writes the characters of a text that is UTF-8 into as many places, halves of surrogate pairs that stand alone among them.
    @inlinable @inline(__always)
    public func write<Unit: FixedWidthInteger>(_ text: Text, into target: UnsafeMutableBufferPointer<Unit>) {
        guard let start = bytes.baseAddress, var next = target.baseAddress else { return }
        let end = next + target.count
        var index = text.opening &+ 1
        while index < text.closing {
            let byte = start[index]
            // No character has less than a byte: there are as many bytes as places.
            if byte < 0x80, byte != UInt8(ascii: "\\"), end - next >= 8 {
                let word = loadWord(at: start + index)
                for offset in 0..<8 { next[offset] = Unit(truncatingIfNeeded: word >> (8 &* offset) & 0xFF) }
                let mark = plainTextEnds(in: word)
                let plain = mark == 0 ? 8 : place(of: mark)
                next += plain
                index &+= plain
            } else {
                next.pointee = Unit(truncatingIfNeeded: scalar(at: &index))
                next += 1
            }
        }
    }

    /// A character of a text that is UTF-8, or half of a surrogate pair that stands alone.
    @inlinable @inline(__always)
    func scalar(at index: inout Int) -> UInt32 {
        let start = index
        let first = UInt32(bytes[start])
        func continuation(_ offset: Int) -> UInt32 { UInt32(bytes[start &+ offset] & 0x3F) }
        switch first {
        case 0x5C:
            return escape(at: &index)
        case ..<0x80:
            index &+= 1
            return first
        case ..<0xE0:
            index &+= 2
            return (first & 0x1F) << 6 | continuation(1)
        case ..<0xF0:
            index &+= 3
            return (first & 0x0F) << 12 | continuation(1) << 6 | continuation(2)
        default:
            index &+= 4
            return (first & 0x07) << 18 | continuation(1) << 12 | continuation(2) << 6 | continuation(3)
        }
    }

    /// The character of an escape that was checked, or of two that are a surrogate pair.
    @inlinable @inline(__always)
    func escape(at index: inout Int) -> UInt32 {
        if let character = Self.shortEscape(bytes[index &+ 1]) {
            index &+= 2
            return character
        }
        index &+= 6
        let unit = unit(endingAt: index)
        // A quote stands behind the text at least.
        guard unit & 0xFC00 == 0xD800, bytes[index] == UInt8(ascii: "\\"), bytes[index &+ 1] == UInt8(ascii: "u"),
            case let low = self.unit(endingAt: index &+ 6), low & 0xFC00 == 0xDC00
        else { return unit }
        index &+= 6
        return 0x1_0000 &+ ((unit & 0x3FF) << 10 | low & 0x3FF)
    }

    /// What a text says.
    ///
    /// - Throws: ``JSONSyntaxError`` where half of a surrogate pair stands alone: a Swift text cannot hold it.
    public func string(_ text: Text) throws(JSONSyntaxError) -> String {
        if !text.isEscaped, let string = String(validating: content(of: text), as: UTF8.self) { return string }
        try checkUTF8(text)
        var result: [UInt8] = []
        result.reserveCapacity(text.closing - text.opening)
        var index = text.opening + 1
        while index < text.closing {
            let start = index
            guard let scalar = Unicode.Scalar(scalar(at: &index)) else {
                throw error("half of a surrogate pair stands alone, which no text can hold", at: start)
            }
            if scalar.isASCII {
                result.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
