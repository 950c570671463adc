internal import CPython
internal import CPythonShims

private let ones: UInt64 = 0x0101_0101_0101_0101
private let highs: UInt64 = 0x8080_8080_8080_8080

/// Whether one of eight ASCII bytes has to be escaped in JSON text as Python writes it: controls, `"`, `\` and DEL.
@inline(__always)
private func needsEscape(_ word: UInt64) -> Bool {
    let control = (word &- (ones &* 0x20)) & ~word
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    let delete = word ^ (ones &* 0x7F)
    let found =
        control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((delete &- ones) & ~delete)
    return found & highs != 0
}

@inline(__always)
private func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F
}

@inline(__always)
private func hexDigit(_ value: UInt32) -> UInt8 {
    let digit = UInt8(truncatingIfNeeded: value & 0xF)
    return digit < 10 ? 0x30 &+ digit : 0x57 &+ digit
}

extension OutputBuffer {
    /// Writes a `str` as a JSON string in ASCII, as `json.dumps` does.
    ///
    /// - Returns: whether it holds a lone surrogate (which is written as its escape).
    @inline(__always)
    mutating func appendString(_ string: PyPointer) -> Bool {
        if let data = xcom_unicode_compact_ascii(string) {
            appendASCII(data.assumingMemoryBound(to: UInt8.self), xcom_unicode_length(string))
            return false
        }
        return appendWide(string)
    }

    @inline(__always)
    private mutating func appendASCII(_ source: UnsafePointer<UInt8>, _ length: Int) {
        // SAFETY: the text of a compact `str` begins on a multiple of 8 and has a NUL behind it, so a whole word that
        // holds one of its bytes lies on one page with it: the last word may be read beyond the text. What is
        // written before an escape is at most `length + 9` bytes; an escape reserves the rest again.
        reserve(length &+ 10)
        let target = base + count
        target.pointee = 0x22
        let text = UnsafeRawPointer(source)
        let copy = UnsafeMutableRawPointer(target + 1)
        var index = 0
        while index &+ 8 <= length {
            let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if needsEscape(word) { return appendEscaped(source, length, from: index) }
            copy.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
            index &+= 8
        }
        if index < length {
            let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            // What comes after the text is taken for `A`s.
            let rest = ~UInt64(0) << UInt64(truncatingIfNeeded: (length &- index) &* 8)
            if needsEscape(word & ~rest | (ones &* 0x41) & rest) { return appendEscaped(source, length, from: index) }
            copy.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
        }
        target[length &+ 1] = 0x22
        advance(to: count &+ length &+ 2)
    }

    /// Goes on where the first escape is near: `index` bytes are copied already, behind the opening quote.
    @inline(never)
    private mutating func appendEscaped(_ source: UnsafePointer<UInt8>, _ length: Int, from index: Int) {
        advance(to: count &+ index &+ 1)
        appendEscaping(source + index, length &- index)
        append(0x22)
    }

    @inline(never)
    private mutating func appendEscaping(_ source: UnsafePointer<UInt8>, _ length: Int) {
        var index = 0
        while index < length {
            var run = index
            while run &+ 8 <= length, !needsEscape(UnsafeRawPointer(source + run).loadUnaligned(as: UInt64.self)) {
                run &+= 8
            }
            while run < length, !needsEscape(source[run]) { run &+= 1 }
            append(source + index, count: run &- index)
            if run < length { appendEscape(UInt32(source[run])) }
            index = run &+ 1
        }
    }

    @inline(never)
    private mutating func appendWide(_ string: PyPointer) -> Bool {
        let length = xcom_unicode_length(string)
        guard let data = xcom_unicode_data(string) else { return false }
        var hasSurrogate = false
        append(0x22)
        switch xcom_unicode_kind(string) {
        case 1:
            let source = data.assumingMemoryBound(to: UInt8.self)
            for index in 0..<length { appendScalar(UInt32(source[index])) }
        case 2:
            let source = data.assumingMemoryBound(to: UInt16.self)
            for index in 0..<length {
                let unit = source[index]
                if unit & 0xF800 == 0xD800 {
                    hasSurrogate = true
                    appendSurrogate(UInt32(unit))
                } else {
                    appendScalar(UInt32(unit))
                }
            }
        default:
            let source = data.assumingMemoryBound(to: UInt32.self)
            for index in 0..<length {
                let scalar = source[index]
                if scalar & 0xFFFF_F800 == 0xD800 {
                    hasSurrogate = true
                    appendSurrogate(scalar)
                } else {
                    appendScalar(scalar)
                }
            }
        }
        append(0x22)
        return hasSurrogate
    }

    @inline(__always)
    private mutating func appendScalar(_ scalar: UInt32) {
        if scalar < 0x80, !needsEscape(UInt8(truncatingIfNeeded: scalar)) {
            append(UInt8(truncatingIfNeeded: scalar))
        } else {
            appendEscape(scalar)
        }
    }

    private mutating func appendEscape(_ scalar: UInt32) {
        switch scalar {
        case 0x22: append(#"\""#)
        case 0x5C: append(#"\\"#)
        case 0x0A: append(#"\n"#)
        case 0x0D: append(#"\r"#)
        case 0x09: append(#"\t"#)
        case 0x0C: append(#"\f"#)
        case 0x08: append(#"\b"#)
        case 0x1_0000...:
            let offset = scalar &- 0x1_0000
            appendHex(0xD800 | (offset >> 10))
            appendHex(0xDC00 | (offset & 0x3FF))
        default: appendHex(scalar)
        }
    }

    /// A lone surrogate begins with an upper case digit, which tells it from the halves of a pair.
    private mutating func appendSurrogate(_ unit: UInt32) {
        appendHex(unit)
        base[count &- 4] = 0x44
    }

    private mutating func appendHex(_ unit: UInt32) {
        write(reserving: 6) { target in
            target[0] = 0x5C
            target[1] = 0x75
            target[2] = hexDigit(unit >> 12)
            target[3] = hexDigit(unit >> 8)
            target[4] = hexDigit(unit >> 4)
            target[5] = hexDigit(unit)
            return 6
        }
    }
}
