internal import XCom

extension WireValue {
    /// A JSON array of texts.
    init(keys: [String]) {
        var utf8: [UInt8] = [UInt8(ascii: "[")]
        for (index, key) in keys.enumerated() {
            if index > 0 { utf8.append(contentsOf: ", ".utf8) }
            appendJSONString(key, to: &utf8)
        }
        utf8.append(UInt8(ascii: "]"))
        self.init(utf8: utf8)
    }

    /// A JSON array of numbers.
    init(indexes: [Int]) {
        self.init(text: "[\(indexes.map(String.init).joined(separator: ", "))]")
    }
}
