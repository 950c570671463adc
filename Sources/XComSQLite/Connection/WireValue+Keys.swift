internal import XCom

extension WireValue {
    /// A JSON array of texts.
    init(keys: [String]) {
        self = JSONValue.array(keys.map { .string($0) }).wireValue
    }
}
