internal import FoundationEssentials
internal import JSONCore

/// Writes one value into its place in the tree.
struct NodeEncoder: Encoder {
    let node: EncodingNode
    let style: WireStyle
    let names: MemberNames
    let path: CodingPath?
    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.makeObject()
        return KeyedEncodingContainer(KeyedNodeContainer(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.makeArray()
        return UnkeyedNodeContainer(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        SingleNodeContainer(encoder: self)
    }

    /// Writes a value into this encoder's place.
    func box<Value: Encodable>(_ value: Value) throws {
        if let content = try content(of: value) {
            node.content = content
            return
        }
        if style == .xcom, let type = Value.self as? any EnvelopedCollection.Type {
            node.envelope = type.envelope
        }
        try value.encode(to: self)
    }

    func number(_ number: Double) throws -> EncodingNode.Content {
        guard number.isFinite else { throw invalid(number, "Out of range float values are not JSON compliant") }
        return .word(pythonRepr(number))
    }

    private func moment(_ timestamp: Timestamp?) throws -> EncodingNode.Content {
        guard let timestamp, Timestamp.pythonRange.contains(timestamp) else {
            throw invalid(timestamp as Any, "the date is not in the years 1 to 9999, which a datetime can have")
        }
        return style == .xcom ? .json(Envelope.json(timestamp)) : .moment(timestamp)
    }

    func invalid(_ value: Any, _ message: String) -> EncodingError {
        .invalidValue(value, EncodingError.Context(codingPath: codingPath, debugDescription: message))
    }

    /// What a value is that is not left to its own `encode(to:)`.
    private func content<Value: Encodable>(of value: Value) throws -> EncodingNode.Content? {
        switch value {
        case let value as String: return .string(value)
        case let value as Int: return .word(String(value))
        case let value as Bool: return .word(value ? "true" : "false")
        case let value as Double: return try number(value)
        case let value as WireValue: return .json(value.utf8)
        case let value as JSONValue: return .json(value.utf8)
        case let value as Timestamp: return try moment(value)
        case let value as UUID:
            return style == .xcom ? .json(Envelope.json(value)) : .string(value.uuidString.lowercased())
        case let value as Date:
            return try moment(Timestamp(value))
        case let value as CalendarDate:
            return style == .xcom ? .json(Envelope.json(value)) : .string(value.description)
        case let value as Duration:
            guard value.isInPythonRange else { throw invalid(value, "the duration is longer than a timedelta can be") }
            return style == .xcom ? .json(Envelope.json(value)) : .word(pythonRepr(value.pythonSeconds))
        case let value as Decimal:
            guard !value.isNaN else { return try number(.nan) }
            return style == .xcom ? .json(Envelope.json(value)) : .word(value.wireText)
        default: return nil
        }
    }

    func nested(_ node: EncodingNode, _ key: any CodingKey) -> NodeEncoder {
        NodeEncoder(node: node, style: style, names: names, path: path.adding(key))
    }
}
