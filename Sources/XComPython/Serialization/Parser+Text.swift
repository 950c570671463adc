internal import CPython
internal import CPythonShims
internal import Glibc
internal import XCom

extension Parser {
    /// A key, behind its opening quote. Short ones are kept for the next object.
    @inline(__always)
    mutating func key(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
        let begin = cursor
        var probe = cursor
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        while probe < end {
            let byte = probe.pointee
            if byte == 0x22 || byte == 0x5C || byte < 0x20 || byte >= 0x80 { break }
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            probe += 1
        }
        guard probe < end else { throw .text }
        guard probe.pointee == 0x22 else {
            // An escape may spell any name.
            hasEnvelope = true
            return try string(py)
        }
        let count = probe - begin
        cursor = probe + 1
        if begin.pointee == 0x5F { checkEnvelope(begin, count) }
        guard count <= KeyCache.maximumLength else { return try ascii(begin, count) }
        if let key = KeyCache.find(begin, count, hash) {
            xcom_incref(key)
            return key
        }
        let key = try ascii(begin, count)
        KeyCache.keep(key, hash)
        return key
    }

    private mutating func checkEnvelope(_ text: UnsafePointer<UInt8>, _ count: Int) {
        func equals(_ name: StaticString) -> Bool {
            name.utf8CodeUnitCount == count && memcmp(text, name.utf8Start, count) == 0
        }
        if equals("__classname__") || equals("__type") { hasEnvelope = true }
    }

    @inline(__always)
    private func ascii(_ text: UnsafePointer<UInt8>, _ count: Int) throws(ParseFailure) -> PyPointer {
        guard let string = PyUnicode_New(count, 0x7F) else { throw .raised }
        if count > 0, let data = xcom_unicode_data(string) { memcpy(data, text, count) }
        return string
    }

    /// A string, behind its opening quote.
    @inline(__always)
    mutating func string(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
        let begin = cursor
        var probe = cursor
        while probe + 8 <= end {
            if endsPlainText(UnsafeRawPointer(probe).loadUnaligned(as: UInt64.self)) { break }
            probe += 8
        }
        while probe < end {
            let byte = probe.pointee
            if byte == 0x22 || byte == 0x5C || byte < 0x20 || byte >= 0x80 { break }
            probe += 1
        }
        guard probe < end else { throw .text }
        guard probe.pointee == 0x22 else { return try wideString(from: probe) }
        cursor = probe + 1
        return try ascii(begin, probe - begin)
    }

    /// The general case: with escapes, or beyond ASCII.
    @inline(never)
    private mutating func wideString(from probe: UnsafePointer<UInt8>) throws(ParseFailure) -> PyPointer {
        var probe = probe
        while probe < end, probe.pointee != 0x22, probe.pointee != 0x5C, probe.pointee >= 0x20 { probe += 1 }
        guard probe < end else { throw .text }
        if probe.pointee == 0x22 {
            let begin = cursor
            cursor = probe + 1
            let string = begin.withMemoryRebound(to: CChar.self, capacity: probe - begin) {
                PyUnicode_DecodeUTF8($0, probe - begin, nil)
            }
            guard let string else {
                PyErr_Clear()
                throw .text
            }
            return string
        }
        return try scalars()
    }

    /// Reads the text twice, first to know how long and how wide the string is: it is made in place, with nothing beside.
    private mutating func scalars() throws(ParseFailure) -> PyPointer {
        let begin = cursor
        var count = 0
        // Of all characters together: each width ends before a power of two.
        var bits: UInt32 = 0
        while let scalar = try scalar() {
            bits |= scalar
            count += 1
        }
        guard let new = PyUnicode_New(count, min(bits, 0x10_FFFF)) else { throw .raised }
        let string = Owned(stealing: new)
        guard count > 0, let data = xcom_unicode_data(new) else { return string.take() }
        cursor = begin
        // SAFETY: the string has room for `count` characters of the width that holds them all, and the text gives as many
        // as it gave before.
        switch bits {
        case ...0xFF: try fill(data.assumingMemoryBound(to: UInt8.self))
        case ...0xFFFF: try fill(data.assumingMemoryBound(to: UInt16.self))
        default: try fill(data.assumingMemoryBound(to: UInt32.self))
        }
        return string.take()
    }

    @inline(__always)
    private mutating func fill<Unit: FixedWidthInteger>(_ target: UnsafeMutablePointer<Unit>) throws(ParseFailure) {
        var target = target
        while let scalar = try scalar() {
            target.pointee = Unit(truncatingIfNeeded: scalar)
            target += 1
        }
    }

    /// The next character of a string; `nil` behind its closing quote.
    @inline(__always)
    private mutating func scalar() throws(ParseFailure) -> UInt32? {
        guard cursor < end else { throw .text }
        let byte = cursor.pointee
        switch byte {
        case 0x22:
            cursor += 1
            return nil
        case 0x5C:
            cursor += 1
            return try escape()
        case ..<0x20: throw .text
        case ..<0x80:
            cursor += 1
            return UInt32(byte)
        default: return try multibyte()
        }
    }

    private mutating func escape() throws(ParseFailure) -> UInt32 {
        guard cursor < end else { throw .text }
        let byte = cursor.pointee
        cursor += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: return UInt32(byte)
        case 0x62: return 0x08
        case 0x66: return 0x0C
        case 0x6E: return 0x0A
        case 0x72: return 0x0D
        case 0x74: return 0x09
        case 0x75:
            let unit = try hexUnit()
            guard unit & 0xFC00 == 0xD800, end - cursor >= 6, cursor[0] == 0x5C, cursor[1] == 0x75 else { return unit }
            let before = cursor
            cursor += 2
            let low = try hexUnit()
            if low & 0xFC00 == 0xDC00 { return 0x1_0000 + ((unit & 0x3FF) << 10 | (low & 0x3FF)) }
            cursor = before
            return unit
        default: throw .text
        }
    }

    private mutating func hexUnit() throws(ParseFailure) -> UInt32 {
        guard end - cursor >= 4 else { throw .text }
        var unit: UInt32 = 0
        for index in 0..<4 {
            let byte = cursor[index]
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x37
            case 0x61...0x66: digit = byte - 0x57
            default: throw .text
            }
            unit = unit << 4 | UInt32(digit)
        }
        cursor += 4
        return unit
    }

    private mutating func multibyte() throws(ParseFailure) -> UInt32 {
        let byte = cursor.pointee
        let count = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        guard end - cursor >= count else { throw .text }
        guard let text = String(validating: UnsafeBufferPointer(start: cursor, count: count), as: UTF8.self),
            let scalar = text.unicodeScalars.first
        else { throw .text }
        cursor += count
        return scalar.value
    }
}
