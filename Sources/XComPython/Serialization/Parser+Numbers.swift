internal import CPython
internal import CPythonShims

extension Parser {
    mutating func number(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
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
