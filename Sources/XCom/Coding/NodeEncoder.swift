internal import Foundation

/// Writes one value into its place in the tree.
struct NodeEncoder: Encoder {
    let node: EncodingNode
    let style: WireStyle
    let codingPath: [any CodingKey]
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
        if let text = try text(of: value) {
            node.content = .text(text)
            return
        }
        if style == .xcom, let type = Value.self as? any EnvelopedCollection.Type {
            node.classname = type.classname
        }
        try value.encode(to: self)
    }

    func set(_ text: String) {
        node.content = .text(Array(text.utf8))
    }

    func set(_ number: Double) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number,
                EncodingError.Context(
                    codingPath: codingPath, debugDescription: "Out of range float values are not JSON compliant"))
        }
        set(pythonRepr(number))
    }

    /// The text of a value that is not left to its own `encode(to:)`.
    private func text<Value: Encodable>(of value: Value) throws -> [UInt8]? {
        switch value {
        case let value as WireValue: return value.utf8
        case let value as JSONValue: return value.utf8
        case let value as Timestamp:
            return style == .xcom ? Envelope.text(value) : quoted(value.iso8601)
        case let value as Date:
            let timestamp = Timestamp(microseconds: Int64((value.timeIntervalSince1970 * 1_000_000).rounded()))
            return style == .xcom ? Envelope.text(timestamp) : quoted(timestamp.iso8601)
        case let value as CalendarDate:
            return style == .xcom ? Envelope.text(value) : quoted(value.description)
        case let value as Duration:
            return style == .xcom ? Envelope.text(value) : Array(pythonRepr(value.pythonSeconds).utf8)
        case let value as UUID:
            return style == .xcom ? Envelope.text(value) : quoted(value.uuidString.lowercased())
        case let value as Decimal:
            guard !value.isNaN else {
                try set(Double.nan)
                return nil
            }
            return style == .xcom ? Envelope.text(value) : Array(value.wireText.utf8)
        default: return nil
        }
    }

    private func quoted(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        appendJSONString(text, to: &bytes)
        return bytes
    }

    func nested(_ node: EncodingNode, _ key: any CodingKey) -> NodeEncoder {
        NodeEncoder(node: node, style: style, codingPath: codingPath + [key])
    }
}
