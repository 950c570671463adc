public import XCom

/// In messages a value stands with its own text, untouched; ``MessageDecoder`` and ``MessageEncoder`` see to that. Other
/// coders get the text as a string.
extension WireValue: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(text: try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
