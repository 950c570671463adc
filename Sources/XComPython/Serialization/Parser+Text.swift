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
        scratch.removeAll(keepingCapacity: true)
        while true {
            guard cursor < end else { throw .text }
            let byte = cursor.pointee
            if byte == 0x22 { break }
            if byte == 0x5C {
                cursor += 1
                try escape()
            } else if byte < 0x20 {
                throw .text
            } else if byte < 0x80 {
                scratch.append(UInt32(byte))
                cursor += 1
            } else {
                try multibyte()
            }
        }
        cursor += 1
        let string = scratch.withUnsafeBufferPointer {
            PyUnicode_FromKindAndData(4, $0.baseAddress, $0.count)
        }
        guard let string else { throw .raised }
        return string
    }

    private mutating func escape() throws(ParseFailure) {
        guard cursor < end else { throw .text }
        let byte = cursor.pointee
        cursor += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: scratch.append(UInt32(byte))
        case 0x62: scratch.append(0x08)
        case 0x66: scratch.append(0x0C)
        case 0x6E: scratch.append(0x0A)
        case 0x72: scratch.append(0x0D)
        case 0x74: scratch.append(0x09)
        case 0x75:
            let unit = try hexUnit()
            guard unit & 0xFC00 == 0xD800, end - cursor >= 6, cursor[0] == 0x5C, cursor[1] == 0x75 else {
                return scratch.append(unit)
            }
            let before = cursor
            cursor += 2
            let low = try hexUnit()
            if low & 0xFC00 == 0xDC00 {
                scratch.append(0x1_0000 + ((unit & 0x3FF) << 10 | (low & 0x3FF)))
            } else {
                cursor = before
                scratch.append(unit)
            }
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

    private mutating func multibyte() throws(ParseFailure) {
        let byte = cursor.pointee
        let count = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        guard end - cursor >= count else { throw .text }
        guard let text = String(validating: UnsafeBufferPointer(start: cursor, count: count), as: UTF8.self),
            let scalar = text.unicodeScalars.first
        else { throw .text }
        scratch.append(scalar.value)
        cursor += count
    }
}
