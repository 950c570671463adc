internal import CPython
internal import CPythonShims
internal import Glibc

/// Why JSON text was not read.
enum ParseFailure: Error {
    /// The text is not what this parser takes. Python's own `json.loads` decides, and words the error.
    case text
    /// Python's error indicator is set.
    case raised
}

/// Makes Python objects out of JSON text, as `json.loads` does.
struct Parser: ~Copyable {
    // SAFETY: whoever makes a parser keeps the text alive and unchanged while it is used; `cursor` stays within
    // `start...end`, and every read checks the end first.
    private let start: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>
    private var cursor: UnsafePointer<UInt8>

    /// The items of the lists that are being read; each reference belongs to the stack.
    private var stack: [PyPointer] = []
    private var scratch: [UInt32] = []
    private var budget = RecursionBudget()

    /// Whether some object has a key that serde gives a meaning to.
    private(set) var hasEnvelope = false

    init(_ text: UnsafeBufferPointer<UInt8>) {
        // SAFETY: an empty buffer may have no address; then nothing is read, since start is end.
        let base = text.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
        start = base
        end = base + text.count
        cursor = base
    }

    deinit {
        for object in stack { xcom_decref(object) }
    }

    /// Reads the whole text: one value.
    mutating func parse(_ py: borrowing Python) throws(ParseFailure) -> Owned {
        skipBlanks()
        let value = Owned(stealing: try value(py))
        skipBlanks()
        guard cursor == end else { throw .text }
        return value
    }

    @inline(__always)
    private mutating func skipBlanks() {
        while cursor < end {
            let byte = cursor.pointee
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            cursor += 1
        }
    }

    /// - Returns: a new reference.
    private mutating func value(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
        guard cursor < end else { throw .text }
        switch cursor.pointee {
        case 0x22:
            cursor += 1
            return try string(py)
        case 0x7B: return try object(py)
        case 0x5B: return try array(py)
        case 0x2D, 0x30...0x39: return try number(py)
        case 0x74: return try literal("true", xcom_true())
        case 0x66: return try literal("false", xcom_false())
        case 0x6E: return try literal("null", xcom_none())
        default: throw .text
        }
    }

    @inline(__always)
    private mutating func literal(_ text: StaticString, _ object: PyPointer) throws(ParseFailure) -> PyPointer {
        let count = text.utf8CodeUnitCount
        guard end - cursor >= count, memcmp(cursor, text.utf8Start, count) == 0 else { throw .text }
        cursor += count
        xcom_incref(object)
        return object
    }

    /// Goes a level deeper, as far as `deserialize` over what `json.loads` gave could.
    @inline(__always)
    private mutating func nested(_ py: borrowing Python) throws(ParseFailure) {
        if !budget.enter() {
            _ = RecursionBudget.exceeded(py)
            throw .raised
        }
    }

    private mutating func array(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
        try nested(py)
        defer { budget.leave() }
        cursor += 1
        skipBlanks()
        let mark = stack.count
        if cursor < end, cursor.pointee == 0x5D {
            cursor += 1
        } else {
            while true {
                stack.append(try value(py))
                skipBlanks()
                guard cursor < end else { throw .text }
                let byte = cursor.pointee
                cursor += 1
                if byte == 0x5D { break }
                guard byte == 0x2C else { throw .text }
                skipBlanks()
            }
        }
        let count = stack.count &- mark
        guard let list = PyList_New(count) else { throw .raised }
        for index in 0..<count { xcom_list_init(list, index, stack[mark &+ index]) }
        stack.removeLast(count)
        return list
    }

    private mutating func object(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
        try nested(py)
        defer { budget.leave() }
        cursor += 1
        guard let new = PyDict_New() else { throw .raised }
        let dict = Owned(stealing: new)
        skipBlanks()
        if cursor < end, cursor.pointee == 0x7D {
            cursor += 1
            return dict.take()
        }
        while true {
            guard cursor < end, cursor.pointee == 0x22 else { throw .text }
            cursor += 1
            let key = Owned(stealing: try key(py))
            skipBlanks()
            guard cursor < end, cursor.pointee == 0x3A else { throw .text }
            cursor += 1
            skipBlanks()
            let value = Owned(stealing: try value(py))
            guard PyDict_SetItem(dict.pointer, key.pointer, value.pointer) == 0 else { throw .raised }
            skipBlanks()
            guard cursor < end else { throw .text }
            let byte = cursor.pointee
            cursor += 1
            if byte == 0x7D { break }
            guard byte == 0x2C else { throw .text }
            skipBlanks()
        }
        return dict.take()
    }
}

// MARK: Text

extension Parser {
    /// A key, behind its opening quote. Short ones are kept for the next object.
    @inline(__always)
    private mutating func key(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
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
    private mutating func string(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
        let begin = cursor
        var probe = cursor
        while probe + 8 <= end {
            if Self.isSpecial(UnsafeRawPointer(probe).loadUnaligned(as: UInt64.self)) { break }
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

    /// Whether one of eight bytes ends a run of plain ASCII: a quote, a backslash, a control, or beyond ASCII.
    @inline(__always)
    private static func isSpecial(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let control = (word &- (ones &* 0x20)) & ~word
        let found = word | control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
        return found & (ones &* 0x80) != 0
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

// MARK: Numbers

extension Parser {
    private mutating func number(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
        let begin = cursor
        var probe = cursor
        let isNegative = probe.pointee == 0x2D
        if isNegative { probe += 1 }
        guard probe < end else { throw .text }
        var mantissa: UInt64 = 0
        let digits = probe
        while probe < end, case let digit = probe.pointee &- 0x30, digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            probe += 1
        }
        let count = probe - digits
        guard count > 0, count == 1 || digits.pointee != 0x30 else { throw .text }
        let isInteger = probe == end || (probe.pointee != 0x2E && probe.pointee | 0x20 != 0x65)
        if isInteger {
            cursor = probe
            if count <= 18 {
                let value = Int(truncatingIfNeeded: mantissa)
                guard let result = PyLong_FromLong(isNegative ? -value : value) else { throw .raised }
                return result
            }
            return try slowNumber(begin, probe) { PyLong_FromString($0, nil, 10) }
        }
        var exponent = 0
        var significant = count
        if probe.pointee == 0x2E {
            probe += 1
            let fraction = probe
            while probe < end, case let digit = probe.pointee &- 0x30, digit < 10 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                probe += 1
            }
            guard probe > fraction else { throw .text }
            exponent = fraction - probe
            significant &+= probe - fraction
        }
        var isSimple = significant <= 19 && mantissa < 1 << 53
        if probe < end, probe.pointee | 0x20 == 0x65 {
            probe += 1
            isSimple = false
            if probe < end, probe.pointee == 0x2B || probe.pointee == 0x2D { probe += 1 }
            let power = probe
            while probe < end, probe.pointee &- 0x30 < 10 { probe += 1 }
            guard probe > power else { throw .text }
        }
        cursor = probe
        if isSimple, exponent >= -22 {
            // Both are exact as doubles, so their quotient is rounded once: the nearest double.
            let value = Double(mantissa) / powersOfTen[-exponent]
            guard let result = PyFloat_FromDouble(isNegative ? -value : value) else { throw .raised }
            return result
        }
        return try slowNumber(begin, probe) { text in
            let value = PyOS_string_to_double(text, nil, nil)
            return value == -1 && PyErr_Occurred() != nil ? nil : PyFloat_FromDouble(value)
        }
    }

    /// Reads a number through a C function, which wants a NUL behind it.
    private func slowNumber(
        _ begin: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ read: (UnsafePointer<CChar>) -> PyPointer?
    ) throws(ParseFailure) -> PyPointer {
        var text = Array(UnsafeBufferPointer(start: begin, count: end - begin))
        text.append(0)
        let result = text.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { chars in chars.baseAddress.flatMap(read) }
        }
        guard let result else { throw .raised }
        return result
    }
}

private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]
