/// A wire value inside another one is coded as what it says, byte for byte by ``WireEncoder`` and ``WireDecoder``.
extension WireValue: Codable {
    public init(from decoder: any Decoder) throws {
        self = try JSONValue(from: decoder).wireValue
    }

    public func encode(to encoder: any Encoder) throws {
        try JSONValue(self).encode(to: encoder)
    }
}
