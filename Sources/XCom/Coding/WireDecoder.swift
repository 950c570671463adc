/// Reads Swift values from what Airflow stores or sends: see ``WireStyle``.
///
/// Members that are a ``WireValue`` are taken byte for byte, a ``JSONValue`` with all its digits. A number that does not
/// fit the type that is asked for is an error, not rounded, except that a fraction becomes the nearest `Double`.
public struct WireDecoder: Sendable {
    /// Which JSON is read or written.
    public var style: WireStyle
    let names: MemberNames

    public init(style: WireStyle = .xcom) {
        self.init(style: style, names: .asDeclared)
    }

    package init(style: WireStyle, names: MemberNames) {
        self.style = style
        self.names = names
    }

    /// - Throws: `DecodingError` with the path inside the value; ``JSONSyntaxError`` where the text is not JSON.
    public func decode<Value: Decodable>(_ type: Value.Type, from value: WireValue) throws -> Value {
        if type == WireValue.self, let value = value as? Value { return value }
        return try decode(type, from: JSONText(value.utf8))
    }

    /// As ``decode(_:from:)-(_,WireValue)``, from a tree.
    public func decode<Value: Decodable>(_ type: Value.Type, from value: JSONValue) throws -> Value {
        try decode(type, from: value.wireValue)
    }

    /// - `unread`: takes note of members that `type` does not know.
    package func decode<Value: Decodable>(
        _ type: Value.Type, from text: JSONText, unread: UnreadMembers? = nil
    ) throws -> Value {
        try TextDecoder(text: text, style: style, names: names, path: nil, unread: unread).unbox(type)
    }
}
