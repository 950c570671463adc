internal import XCom

extension WireValue {
    /// A JSON array of texts.
    init(keys: [String]) {
        self = JSONValue.array(keys.map { .string($0) }).wireValue
    }

    /// A JSON array of numbers.
    init(indexes: [Int]) {
        self.init(text: "[\(indexes.map(String.init).joined(separator: ", "))]")
    }
}
