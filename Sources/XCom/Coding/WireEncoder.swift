internal import Foundation

/// Writes Swift values as Airflow would: the text is that of Python's `json.dumps`, and types that JSON does not have go
/// into the envelopes that Airflow's `deserialize` reads (see ``WireStyle``).
///
/// Members that are a ``WireValue`` or a ``JSONValue`` are written as they are.
public struct WireEncoder: Sendable {
    public var style: WireStyle

    public init(style: WireStyle = .xcom) {
        self.style = style
    }

    /// - Throws: `EncodingError` with the path inside the value, for a number that is not finite, and for a key that
    ///   Airflow reserves (`__classname__`, `__id__`).
    public func encode(_ value: some Encodable) throws -> WireValue {
        let node = EncodingNode()
        try NodeEncoder(node: node, style: style, codingPath: []).box(value)
        var bytes: [UInt8] = []
        node.write(to: &bytes)
        return WireValue(utf8: bytes)
    }
}

/// A place in the tree that an encoder fills.
final class EncodingNode {
    enum Content {
        /// Nothing was encoded: an empty object, as other encoders have it.
        case nothing
        case text([UInt8])
        case array([EncodingNode], classname: String?)
        case object([(key: String, node: EncodingNode)], indexes: [String: Int])
    }

    var content = Content.nothing
    /// Set where the value is a collection that goes into an envelope.
    var classname: String?

    func makeArray() {
        if case .array = content { return }
        content = .array([], classname: classname)
    }

    func makeObject() {
        if case .object = content { return }
        content = .object([], indexes: [:])
    }

    func append() -> EncodingNode {
        let node = EncodingNode()
        guard case .array(var nodes, let classname) = content else { return node }
        content = .nothing
        nodes.append(node)
        content = .array(nodes, classname: classname)
        return node
    }

    func member(_ key: String) -> EncodingNode {
        let node = EncodingNode()
        guard case .object(var members, var indexes) = content else { return node }
        content = .nothing
        if let index = indexes[key] {
            members[index].node = node
        } else {
            indexes[key] = members.count
            members.append((key, node))
        }
        content = .object(members, indexes: indexes)
        return node
    }

    var count: Int {
        if case .array(let nodes, _) = content { nodes.count } else { 0 }
    }

    func write(to bytes: inout [UInt8]) {
        switch content {
        case .nothing: bytes.append(contentsOf: "{}".utf8)
        case .text(let text): bytes.append(contentsOf: text)
        case .array(let nodes, let classname):
            if let classname {
                bytes.append(
                    contentsOf: "{\"__classname__\": \"\(classname)\", \"__version__\": 1, \"__data__\": ".utf8)
            }
            bytes.append(UInt8(ascii: "["))
            for (index, node) in nodes.enumerated() {
                if index > 0 { bytes.append(contentsOf: ", ".utf8) }
                node.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
            if classname != nil { bytes.append(UInt8(ascii: "}")) }
        case .object(let members, _):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(contentsOf: ", ".utf8) }
                appendJSONString(member.key, to: &bytes)
                bytes.append(contentsOf: ": ".utf8)
                member.node.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}

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
