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

/// The digits of a shortest representation, and the power of ten of the first of them.
private func digits(_ text: String) -> (isNegative: Bool, digits: [Character], exponent: Int) {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative { rest = rest.dropFirst() }
    let parts = rest.split(separator: "e", maxSplits: 1)
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    exponent += mantissa[0].count - 1
    var all = Array(mantissa[0]) + (mantissa.count > 1 ? Array(mantissa[1]) : [])
    while all.count > 1, all.first == "0" {
        all.removeFirst()
        exponent -= 1
    }
    while all.count > 1, all.last == "0" { all.removeLast() }
    return (isNegative, all, exponent)
}

private func exponential(_ text: String) -> String {
    let (isNegative, all, exponent) = digits(text)
    var result = (isNegative ? "-" : "") + String(all[0])
    if all.count > 1 { result += "." + String(all[1...]) }
    result += exponent < 0 ? "e-" : "e+"
    let power = String(exponent.magnitude)
    return result + (power.count < 2 ? "0" : "") + power
}

private func plain(_ text: String) -> String {
    let (isNegative, all, exponent) = digits(text)
    let sign = isNegative ? "-" : ""
    if exponent < 0 {
        return sign + "0." + String(repeating: "0", count: -exponent - 1) + String(all)
    }
    if all.count <= exponent + 1 {
        return sign + String(all) + String(repeating: "0", count: exponent + 1 - all.count) + ".0"
    }
    return sign + String(all[...exponent]) + "." + String(all[(exponent + 1)...])
}
