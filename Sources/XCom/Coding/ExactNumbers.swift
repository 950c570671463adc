internal import FoundationEssentials
internal import Glibc
internal import JSONCore

extension Double {
    /// Whether it is exactly the integer that these digits are.
    func isExactly(integer text: String) -> Bool {
        if let integer = Int128(text) { return Int128(exactly: self) == integer }
        // A double has 309 digits before the point at most.
        let size = 320
        var digits = [CChar](repeating: 0, count: size)
        withVaList([self]) { _ = vsnprintf(&digits, size, "%.0f", $0) }
        return String(decoding: digits.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) == text
    }
}

extension Decimal {
    /// The number that a JSON number is; `nil` where it has more digits than a `Decimal`, which drops them without a word.
    init?(exactly text: String) {
        let parts = text.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
        let mantissa = parts[0].split(separator: ".", maxSplits: 1)
        let isNegative = text.hasPrefix("-")
        // Zeros around the number take none of the 38 digits.
        let written = mantissa.joined().drop { $0 == "-" || $0 == "0" }
        let digits = String(written.reversed().drop { $0 == "0" }.reversed())
        guard !digits.isEmpty else {
            self = 0
            return
        }
        // No more is said of an exponent than that it is beyond everything.
        let beyond = 1_000_000_000_000
        let power = parts.count > 1 ? Int(parts[1]) ?? (parts[1].first == "-" ? -beyond : beyond) : 0
        let fraction = mantissa.count > 1 ? mantissa[1].count : 0
        let exponent = min(max(power, -beyond), beyond) + written.count - digits.count - fraction
        guard digits.count <= 38 else { return nil }
        self.init(string: "\(isNegative ? "-" : "")\(digits)e\(exponent)", locale: nil)
        if isNaN { return nil }
    }

    /// The number as Airflow writes it: an `int` where there is nothing behind the point, else a `float`. Where a float
    /// would not be exact, all digits are written: Python reads the same float, and Swift loses nothing.
    var wireText: String {
        if isNaN { return "NaN" }
        let exact = description
        if exponent >= 0 || !exact.contains(".") { return exact }
        guard let double = Double(exact) else { return exact }
        let text = pythonRepr(double)
        return Decimal(string: text) == self ? text : exact
    }
}
