internal import JSONCore

/// A decoder of one value in a text.
struct TextDecoder: Decoder {
    let text: JSONText
    let style: WireStyle
    let names: MemberNames
    let path: CodingPath?
    var unread: UnreadMembers?
    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Types that go into themselves decode by calling themselves: deeper than this they are refused.
    private static let maximumDepth = 1000

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try checkDepth()
        guard text.kind == .object else { throw mismatch("an object", [String: Any].self) }
        let members = try members()
        if let envelope = envelope(members), envelope.decoder.text.kind == .object {
            let inner = try envelope.decoder.members()
            return KeyedDecodingContainer(KeyedTextContainer(decoder: envelope.decoder, members: inner))
        }
        return KeyedDecodingContainer(KeyedTextContainer(decoder: self, members: members))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try checkDepth()
        if let items = text.items() { return UnkeyedTextContainer(decoder: self, items: items) }
        if let envelope = try envelope(), [.tuple, .set, .frozenset].contains(envelope.kind),
            let items = envelope.decoder.text.items()
        {
            return UnkeyedTextContainer(decoder: envelope.decoder, items: items)
        }
        throw mismatch("an array", [Any].self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        SingleTextContainer(decoder: self)
    }

    func at(_ text: JSONText, _ key: any CodingKey) -> TextDecoder {
        TextDecoder(text: text, style: style, names: names, path: path.adding(key), unread: unread)
    }

    /// The members of this object.
    func members() throws -> [(key: String, value: JSONText)] {
        try checked { () throws(JSONSyntaxError) in try text.members() } ?? []
    }

    // MARK: Envelopes

    struct OpenedEnvelope {
        /// `nil` where it is of a class that has no type of its own here.
        var kind: Envelope?
        var decoder: TextDecoder
    }

    /// What is in this envelope, if it is one.
    func envelope() throws -> OpenedEnvelope? {
        guard style == .xcom, text.kind == .object else { return nil }
        return envelope(try members())
    }

    private func envelope(_ members: [(key: String, value: JSONText)]) -> OpenedEnvelope? {
        guard style == .xcom else { return nil }
        var classname: String?
        var hasVersion = false
        var data: JSONText?
        for member in members {
            switch member.key {
            case Envelope.classKey where member.value.kind == .string: classname = try? member.value.string()
            case Envelope.versionKey: hasVersion = true
            case Envelope.dataKey: data = member.value
            default: break
            }
        }
        guard let classname, hasVersion, let data else { return nil }
        return OpenedEnvelope(
            kind: Envelope(name: classname),
            decoder: TextDecoder(text: data, style: style, names: names, path: path))
    }

    // MARK: Errors

    /// Says where in the value something cannot be read that is not a fault of the grammar.
    func checked<Value>(_ body: () throws(JSONSyntaxError) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw corrupted(error.message)
        }
    }

    private func checkDepth() throws {
        if let path, path.depth > Self.maximumDepth {
            throw corrupted("the value is nested deeper than \(Self.maximumDepth)")
        }
    }

    func mismatch(_ wanted: String, _ type: Any.Type) -> DecodingError {
        let found =
            switch text.kind {
            case .null: "null"
            case .bool: "a boolean"
            case .number: "a number"
            case .string: "a text"
            case .array: "an array"
            case .object: "an object"
            }
        let context = DecodingError.Context(
            codingPath: codingPath, debugDescription: "\(wanted) is expected, found \(found)")
        return text.kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    func corrupted(_ message: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: message))
    }
}
