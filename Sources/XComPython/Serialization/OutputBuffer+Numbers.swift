extension OutputBuffer {
    /// Writes an integer in decimal.
    @inline(__always)
    mutating func appendInteger(_ value: Int) {
        reserve(20)
        var magnitude = value.magnitude
        if value < 0 { append(0x2D) }
        if magnitude < 10 {
            append(0x30 &+ UInt8(truncatingIfNeeded: magnitude))
            return
        }
        var digits = 0
        var probe = magnitude
        while probe > 0 {
            digits &+= 1
            probe /= 10
        }
        write(reserving: digits) { target in
            var index = digits
            while index > 0 {
                index &-= 1
                let (quotient, remainder) = (magnitude / 10, magnitude % 10)
                target[index] = 0x30 &+ UInt8(truncatingIfNeeded: remainder)
                magnitude = quotient
            }
            return digits
        }
    }

    /// Writes a finite double as Python's `repr` does: the shortest digits that read back as the same value, with an
    /// exponent below 1e-4 and from 1e16 on.
    mutating func appendDouble(_ value: Double) {
        // Swift finds the same digits; it places the point and the exponent otherwise from 1e16 on.
        var text = value.description
        text.withUTF8 { utf8 in
            guard let source = utf8.baseAddress else { return }
            if value.magnitude >= 1e16, !utf8.contains(0x65) {
                appendExponential(utf8)
            } else {
                append(source, count: utf8.count)
            }
        }
    }

    /// Rewrites `18014398509481984.0` as `1.8014398509481984e+16`.
    private mutating func appendExponential(_ fixed: UnsafeBufferPointer<UInt8>) {
        var digits = fixed.prefix { $0 != 0x2E }
        if digits.first == 0x2D {
            append(0x2D)
            digits = digits.dropFirst()
        }
        let exponent = digits.count - 1
        while digits.count > 1, digits.last == 0x30 { digits = digits.dropLast() }
        guard let first = digits.first else { return }
        append(first)
        if digits.count > 1 { append(0x2E) }
        for digit in digits.dropFirst() { append(digit) }
        append("e+")
        appendInteger(exponent)
    }
}
