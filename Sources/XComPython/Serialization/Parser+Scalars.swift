internal import JSONCore
internal import XCom

extension Parser {
    mutating func number(_ py: borrowing Python) throws(ParseFailure) -> Owned {
        let number = try scan { scanner throws(JSONSyntaxError) in try scanner.readNumber() }
        if number.isInteger, number.count <= 18 {
            let value = Int(truncatingIfNeeded: number.digits)
            return try made { () throws(Raised) in try py.int(number.isNegative ? 0 &- value : value) }
        }
        if !number.hasExponent, number.count <= 19, number.digits < 1 << 53, number.fraction <= 22 {
            // Both are exact as doubles, so their quotient is rounded once: the nearest double.
            let value = Double(number.digits) / powersOfTen[number.fraction]
            return try made { () throws(Raised) in try py.float(number.isNegative ? -value : value) }
        }
        let digits = scanner.digits(of: number)
        return try made { () throws(Raised) in
            try number.isInteger ? py.int(digits: digits) : py.float(digits: digits)
        }
    }

    @inline(__always)
    mutating func string(_ py: borrowing Python) throws(ParseFailure) -> Owned {
        guard let text = scanner.readPlainString() else { return try wideString(py) }
        return try made { () throws(Raised) in try py.string(ascii: text) }
    }

    /// A key. Short ones are kept for the next object.
    @inline(__always)
    mutating func key(_ py: borrowing Python) throws(ParseFailure) -> Owned {
        guard let text = scanner.readPlainString() else {
            // An escape may spell any name.
            hasEnvelope = true
            return try wideString(py)
        }
        if text.first == UInt8(ascii: "_") { checkEnvelope(text) }
        return try made { () throws(Raised) in try KeyCache.key(text, py) }
    }

    @inline(never)
    private mutating func checkEnvelope(_ key: UnsafeBufferPointer<UInt8>) {
        if key.equals(Envelope.classKey) || key.equals(Envelope.oldTypeKey) { hasEnvelope = true }
    }

    /// The general case: with escapes, or beyond ASCII.
    @inline(never)
    private mutating func wideString(_ py: borrowing Python) throws(ParseFailure) -> Owned {
        let text = try scan { scanner throws(JSONSyntaxError) in try scanner.readString() }
        if !text.isEscaped {
            do throws(Raised) {
                return try py.string(validating: scanner.content(of: text))
            } catch {
                py.clearError()
                throw .text
            }
        }
        try scan { scanner throws(JSONSyntaxError) in try scanner.checkUTF8(text) }
        // How long and how wide the string is: it is made in place, with nothing beside.
        let (count, bits) = scanner.measure(text)
        let string = try made { () throws(Raised) in try py.string(count: count, widest: bits) }
        // SAFETY: the string has room for so many characters of the width that holds them all.
        switch PyStr(unchecked: string.borrowed).codePoints {
        case .bytes(let units): scanner.write(text, into: units)
        case .halves(let units): scanner.write(text, into: units)
        case .words(let units): scanner.write(text, into: units)
        }
        return string
    }
}

private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]
