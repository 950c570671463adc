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
        // Swift finds the same digits, and writes an exponent from 2**53 on already.
        var text = value.description
        text.withUTF8 { utf8 in
            guard let source = utf8.baseAddress else { return }
            if value.magnitude >= 0x1p53, value.magnitude < 1e16, utf8.contains(0x65) {
                appendFixed(utf8)
            } else {
                append(source, count: utf8.count)
            }
        }
    }

    /// Rewrites `9.007199254740994e+15` as `9007199254740994.0`.
    private mutating func appendFixed(_ exponential: UnsafeBufferPointer<UInt8>) {
        var digits = 0
        for byte in exponential.prefix(while: { $0 != 0x65 }) where byte != 0x2E {
            append(byte)
            if byte != 0x2D { digits += 1 }
        }
        while digits < 16 {
            append(0x30)
            digits += 1
        }
        append(".0")
    }
}
