extension JSONWriter {
    /// Writes an integer in decimal.
    @inlinable @inline(__always)
    public mutating func integer(_ value: Int) {
        if value < 0 { append(0x2D) }
        append(magnitude: UInt64(value.magnitude))
    }

    /// Writes a finite double as Python's `repr` does: the shortest digits that read back as the same value, with an
    /// exponent below 1e-4 and from 1e16 on.
    @inlinable @inline(__always)
    public mutating func double(_ value: Double) {
        if !appendShortDecimal(value) { appendShortest(value) }
    }

    @inlinable @inline(__always)
    mutating func append(magnitude value: UInt64) {
        append(value, digits: decimalDigits(value))
    }

    /// Writes so many digits of a number, with zeros in front.
    @inlinable @inline(__always)
    mutating func append(_ value: UInt64, digits: Int) {
        var rest = value
        write(reserving: digits) { target in
            var index = digits
            while index > 0 {
                index &-= 1
                let quotient = rest / 10
                target[index] = 0x30 &+ UInt8(truncatingIfNeeded: rest &- quotient &* 10)
                rest = quotient
            }
            return digits
        }
    }

    /// Writes numbers like `12.34`, of at most 15 digits and 6 behind the point.
    ///
    /// Of such decimals no two are the same double, and the quotient of two integers that are exact as doubles is the
    /// nearest double: where it is the value again, these are its shortest digits.
    @inlinable @inline(__always)
    mutating func appendShortDecimal(_ value: Double) -> Bool {
        let magnitude = value.magnitude
        guard magnitude < 1e9, magnitude >= 1e-3 else { return false }
        var power = 1.0
        var divisor: UInt64 = 1
        var places = 0
        while places <= 6 {
            let scaled = Int64(magnitude * power + 0.5)
            if Double(scaled) / power == magnitude {
                if value < 0 { append(0x2D) }
                let whole = UInt64(truncatingIfNeeded: scaled)
                append(magnitude: whole / divisor)
                append(0x2E)
                append(whole % divisor, digits: max(places, 1))
                return true
            }
            power *= 10
            divisor &*= 10
            places &+= 1
        }
        return false
    }

    @usableFromInline @inline(never)
    mutating func appendShortest(_ value: Double) {
        // Swift finds the same digits, and writes an exponent from 2**53 on already.
        var text = value.description
        text.withUTF8 { utf8 in
            if value.magnitude >= 0x1p53, value.magnitude < 1e16, utf8.contains(0x65) {
                appendFixed(utf8)
            } else {
                append(utf8)
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

@inlinable @inline(__always)
func decimalDigits(_ value: UInt64) -> Int {
    if value < 10 { return 1 }
    if value < 100 { return 2 }
    if value < 1000 { return 3 }
    if value < 10_000 { return 4 }
    if value < 100_000 { return 5 }
    var digits = 5
    var rest = value / 100_000
    while rest > 0 {
        digits &+= 1
        rest /= 10
    }
    return digits
}

/// A number as Python's `repr` spells it: `1.8446744073709552e+19`, `3.0`, `1e-05`, `NaN` in JSON's spelling.
public func pythonRepr(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity" }
    var writer = JSONWriter()
    writer.double(number)
    return String(decoding: writer.bytes, as: UTF8.self)
}
