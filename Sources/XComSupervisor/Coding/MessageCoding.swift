internal import XCom

/// How messages stand in JSON: their fields in snake case, dates in ISO 8601, a `WireValue` as it is.
enum MessageCoding {
    private static let encoder = WireEncoder(style: .message, names: .snakeCase)
    private static let decoder = WireDecoder(style: .message, names: .snakeCase)

    /// Checks that the bytes are JSON.
    static func text(_ json: [UInt8]) throws(MessageError) -> JSONText {
        do {
            return try JSONText(json)
        } catch {
            throw MessageError(.notJSON, error.description)
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from json: [UInt8]) throws(MessageError) -> Value {
        try decode(type, from: text(json))
    }

    static func decode<Value: Decodable>(
        _ type: Value.Type, from text: JSONText, unread: UnreadMembers? = nil
    ) throws(MessageError) -> Value {
        do {
            return try decoder.decode(type, from: text, unread: unread)
        } catch let error as DecodingError {
            throw MessageError(error)
        } catch {
            throw MessageError(.wrongType, "\(error)")
        }
    }

    static func encode(_ value: some Encodable) throws -> WireValue {
        try encoder.encode(value)
    }

    /// Writes a message as an object: its `type` first, then what may be `null` but has to be there.
    static func encode<Value: Message>(message: Value) throws -> WireValue {
        try encode(Typed(message: message))
    }

    /// Tells a visitor the fields of a message in the same order.
    static func encode<Value: Message>(message: Value, to visitor: inout some WireVisitor) throws {
        try encoder.encode(Typed(message: message), to: &visitor)
    }

    /// `{"body": ..., "error": ...}`, in one go: a body may be large.
    static func encode(
        body: (any ToTask)?, error: ErrorResponse?, warning: String? = nil
    ) throws -> WireValue {
        func typed(_ message: some Message) -> any Encodable { Typed(message: message) }
        return try encode(
            ReplyDocument(body: body.map { typed($0) }, error: error.map { typed($0) }, warning: warning))
    }

    /// `{"asset_events": [...]}`: an answer for the transport alone.
    static func encode(assetEvents: [AssetEventNews]) throws -> WireValue {
        try encode(["asset_events": assetEvents])
    }

    private struct ReplyDocument: Encodable {
        var body: (any Encodable)?
        var error: (any Encodable)?
        var warning: String?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: FieldName.self)
            for (name, content) in [("body", body), ("error", error)] {
                let name = FieldName(stringValue: name)
                if let content {
                    try container.encode(content, forKey: name)
                } else {
                    try container.encodeNil(forKey: name)
                }
            }
            try container.encodeIfPresent(warning, forKey: FieldName(stringValue: "warning"))
        }
    }

    private struct Typed<Value: Message>: Encodable {
        var message: Value

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: FieldName.self)
            try container.encode(Value.type, forKey: FieldName(stringValue: "type"))
            // The message's own fields come into the same object, in place of these where they are set.
            for name in Value.nullableFields { try container.encodeNil(forKey: FieldName(stringValue: name)) }
            try message.encode(to: encoder)
        }
    }

    private struct FieldName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) { nil }
    }
}

extension MessageError {
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(.missingField, "\(Self.path(context.codingPath + [key])) is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self.init(.wrongType, "\(Self.path(context.codingPath)): \(context.debugDescription)")
        case .dataCorrupted(let context):
            let isIndex = ["mapIndex", "offset", "start", "stop", "step"].contains(context.codingPath.last?.stringValue)
            self.init(
                isIndex ? .outOfRange : .wrongType,
                "\(Self.path(context.codingPath)): \(context.debugDescription)")
        @unknown default:
            self.init(.wrongType, "it cannot be read")
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty
            ? "the message" : keys.map { $0.intValue.map { "[\($0)]" } ?? ".\(snakeCased($0.stringValue))" }.joined()
    }
}
