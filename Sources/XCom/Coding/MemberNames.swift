/// How the members of types are named on the wire.
package enum MemberNames: Sendable {
    /// As their coding keys say.
    case asDeclared
    /// In snake case: `includePriorDates` is `include_prior_dates`. It is for types that spell their members in Swift's way;
    /// a dictionary's keys would change too.
    case snakeCase

    func name(_ key: any CodingKey) -> String {
        switch self {
        case .asDeclared: key.stringValue
        case .snakeCase: snakeCased(key.stringValue)
        }
    }
}

/// `includePriorDates` as `include_prior_dates`, `runIDs` as `run_ids`.
package func snakeCased(_ name: String) -> String {
    func isUpper(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
    guard name.utf8.contains(where: isUpper) else { return name }
    var result: [UInt8] = []
    var lastWasUpper = false
    for byte in name.utf8 {
        let isUpper = isUpper(byte)
        if isUpper, !lastWasUpper { result.append(UInt8(ascii: "_")) }
        result.append(isUpper ? byte | 0x20 : byte)
        lastWasUpper = isUpper
    }
    return String(decoding: result, as: UTF8.self)
}
