extension JSONScanner {
    /// A number: where it stands, and its digits as far as 64 bits hold them.
    public struct Number {
        @usableFromInline var start: Int
        @usableFromInline var end: Int
        public var isNegative = false
        /// The digits as an integer, the point left out. Of more than 19 only the last bits are in it.
        public var digits: UInt64 = 0
        /// How many digits there are, and how many of them stand behind the point.
        public var count = 0
        public var fraction = 0
        public var hasExponent = false

        @inlinable @inline(__always) init(at start: Int) {
            self.start = start
            end = start
        }

        @inlinable public var isInteger: Bool { fraction == 0 && !hasExponent }
        /// Whether it is NaN or an infinity, which have no digits.
        public var isFinite: Bool { count > 0 }
    }

    /// A number as it is written.
    @inlinable public func digits(of number: Number) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[number.start..<number.end])
    }

    @inlinable @inline(__always)
    public mutating func readNumber() throws(JSONSyntaxError) -> Number {
        let end = bytes.count
        var number = Number(at: index)
        // Kept apart from what memory may change.
        var next = index
        if bytes[next] == UInt8(ascii: "-") {
            number.isNegative = true
            next &+= 1
        }
        guard next < end else { throw JSONSyntaxError("the text ends too early", at: next) }
        if bytes[next] == UInt8(ascii: "0") {
            next &+= 1
            number.count = 1
        } else {
            number.count = try readDigits(&next, &number.digits)
        }
        if next < end, bytes[next] == UInt8(ascii: ".") {
            next &+= 1
            number.fraction = try readDigits(&next, &number.digits)
            number.count &+= number.fraction
        }
        if next < end, bytes[next] | 0x20 == UInt8(ascii: "e") {
            number.hasExponent = true
            next &+= 1
            if next < end, bytes[next] == UInt8(ascii: "+") || bytes[next] == UInt8(ascii: "-") { next &+= 1 }
            var exponent: UInt64 = 0
            _ = try readDigits(&next, &exponent)
        }
        number.end = next
        index = next
        return number
    }

    /// Goes past `NaN`, `Infinity` or `-Infinity`, where they are allowed; `nil` where no such word comes next.
    public mutating func readNonFinite() throws(JSONSyntaxError) -> Number? {
        guard allowsNonFinite else { return nil }
        var number = Number(at: index)
        number.isNegative = bytes[index] == UInt8(ascii: "-")
        let first = number.isNegative ? index &+ 1 : index
        guard first < bytes.count, bytes[first] == UInt8(ascii: "I") || bytes[index] == UInt8(ascii: "N") else {
            return nil
        }
        index = first
        try readWord(bytes[index] == UInt8(ascii: "N") ? "NaN" : "Infinity")
        number.end = index
        return number
    }

    @inlinable @inline(__always)
    func readDigits(_ next: inout Int, _ digits: inout UInt64) throws(JSONSyntaxError) -> Int {
        let start = next
        while next < bytes.count, case let digit = bytes[next] &- UInt8(ascii: "0"), digit < 10 {
            digits = digits &* 10 &+ UInt64(digit)
            next &+= 1
        }
        guard next > start else { throw JSONSyntaxError("a digit is missing", at: next) }
        return next &- start
    }
}
