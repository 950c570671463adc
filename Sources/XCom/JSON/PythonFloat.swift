/// A number as Python's `repr` and `json` spell it: `1.8446744073709552e+19`, `3.0`, `1e-05`.
package func pythonRepr(_ number: Double) -> String {
    let shortest = number.description
    guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity" }
    // Swift and Python agree on the shortest digits. They differ in when to use an exponent, and how to write it.
    let magnitude = number.magnitude
    if magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16) {
        return shortest.contains("e") ? plain(shortest) : shortest
    }
    return exponential(shortest)
}

/// The significant digits of a decimal number, and the power of ten of the first of them.
func significantDigits(_ text: String) -> (isNegative: Bool, digits: [Character], exponent: Int) {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative { rest = rest.dropFirst() }
    let parts = rest.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
    // No more is said of an exponent than that it is beyond everything.
    let beyond = 1_000_000_000_000
    var exponent = 0
    if parts.count > 1 {
        exponent = Int(parts[1]).map { min(max($0, -beyond), beyond) } ?? (parts[1].first == "-" ? -beyond : beyond)
    }
    let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    exponent += mantissa[0].count - 1
    let written = Array(mantissa[0]) + (mantissa.count > 1 ? Array(mantissa[1]) : [])
    guard let first = written.firstIndex(where: { $0 != "0" }), let last = written.lastIndex(where: { $0 != "0" })
    else {
        return (isNegative, ["0"], 0)
    }
    return (isNegative, Array(written[first...last]), exponent - first)
}

private func exponential(_ text: String) -> String {
    let (isNegative, all, exponent) = significantDigits(text)
    var result = (isNegative ? "-" : "") + String(all[0])
    if all.count > 1 { result += "." + String(all[1...]) }
    result += exponent < 0 ? "e-" : "e+"
    let power = String(exponent.magnitude)
    return result + (power.count < 2 ? "0" : "") + power
}

private func plain(_ text: String) -> String {
    let (isNegative, all, exponent) = significantDigits(text)
    let sign = isNegative ? "-" : ""
    if exponent < 0 {
        return sign + "0." + String(repeating: "0", count: -exponent - 1) + String(all)
    }
    if all.count <= exponent + 1 {
        return sign + String(all) + String(repeating: "0", count: exponent + 1 - all.count) + ".0"
    }
    return sign + String(all[...exponent]) + "." + String(all[(exponent + 1)...])
}
