extension StringProtocol {
    /// The text without what frames it on both sides: white space, or other characters.
    package func trimmed(of isFrame: (Character) -> Bool = \.isWhitespace) -> String {
        guard let end = lastIndex(where: { !isFrame($0) }) else { return "" }
        return String(self[...end].drop(while: isFrame))
    }
}

/// Bytes as hexadecimal digits, two for each.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
