internal import Foundation
internal import XCom

/// Writes messages as JSON text: the counterpart of ``MessageDecoder``.
struct MessageEncoder: Encoder {
    /// What is written so far of one value; classes, since containers of one encoder share it.
    fileprivate final class Node {
        enum Content {
            case text([UInt8])
            case object([(key: String, value: Node)])
            case array([Node])
        }

        var content: Content

        init(_ content: Content) {
            self.content = content
        }

        func write(to bytes: inout [UInt8]) {
            switch content {
            case .text(let text): bytes += text
            case .object(let members):
                bytes.append(UInt8(ascii: "{"))
                for (index, member) in members.enumerated() {
                    if index > 0 { bytes += [UInt8(ascii: ","), UInt8(ascii: " ")] }
                    appendJSONString(member.key, to: &bytes)
                    bytes += [UInt8(ascii: ":"), UInt8(ascii: " ")]
                    member.value.write(to: &bytes)
                }
                bytes.append(UInt8(ascii: "}"))
            case .array(let items):
                bytes.append(UInt8(ascii: "["))
                for (index, item) in items.enumerated() {
                    if index > 0 { bytes += [UInt8(ascii: ","), UInt8(ascii: " ")] }
                    item.write(to: &bytes)
                }
                bytes.append(UInt8(ascii: "]"))
            }
        }
    }

    fileprivate let node: Node
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Writes a value; an object gets the `type` first.
    ///
    /// - Parameter nulls: Fields that are written as `null` where they are not set. Others that are not set are left out.
    static func encode(_ value: some Encodable, type: String? = nil, nulls: [String] = []) throws -> [UInt8] {
        let node = try node(value, codingPath: [])
        if case .object(var members) = node.content {
            for name in nulls where !members.contains(where: { $0.key == name }) {
                members.append((name, Node(.text(Array("null".utf8)))))
            }
            if let type {
                members.insert(("type", try Self.node(type, codingPath: [])), at: 0)
            }
            node.content = .object(members)
        }
        var bytes: [UInt8] = []
        node.write(to: &bytes)
        return bytes
    }

    fileprivate static func node(_ value: some Encodable, codingPath: [any CodingKey]) throws -> Node {
        switch value {
        case let value as WireValue: return Node(.text(value.utf8))
        case let value as String: return .string(value)
        case let value as Int: return Node(.text(Array(String(value).utf8)))
        case let value as Int64: return Node(.text(Array(String(value).utf8)))
        case let value as Bool: return Node(.text(Array(String(value).utf8)))
        case let value as Timestamp: return .string(value.iso8601)
        case let value as UUID: return .string(value.uuidString.lowercased())
        case let value as Double:
            guard value.isFinite else {
                throw EncodingError.invalidValue(value, .init(codingPath: codingPath, debugDescription: "not finite"))
            }
            return Node(.text(Array("\(value)".utf8)))
        default:
            let encoder = MessageEncoder(node: Node(.text(Array("null".utf8))), codingPath: codingPath)
            try value.encode(to: encoder)
            return encoder.node
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object = node.content {} else { node.content = .object([]) }
        return KeyedEncodingContainer(MessageKeyedEncoder(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .array = node.content {} else { node.content = .array([]) }
        return MessageUnkeyedEncoder(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { MessageSingleEncoder(encoder: self) }
}

extension MessageEncoder.Node {
    fileprivate static func string(_ text: String) -> MessageEncoder.Node {
        var bytes: [UInt8] = []
        appendJSONString(text, to: &bytes)
        return MessageEncoder.Node(.text(bytes))
    }
}

private struct MessageKeyedEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: MessageEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    private func append(_ node: MessageEncoder.Node, _ key: any CodingKey) {
        if case .object(var members) = encoder.node.content {
            members.append((wireName(key.stringValue), node))
            encoder.node.content = .object(members)
        }
    }

    private func nested(_ key: any CodingKey) -> MessageEncoder {
        let node = MessageEncoder.Node(.text(Array("null".utf8)))
        append(node, key)
        return MessageEncoder(node: node, codingPath: codingPath + [key])
    }

    mutating func encodeNil(forKey key: Key) throws { _ = nested(key) }

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        append(try MessageEncoder.node(value, codingPath: codingPath + [key]), key)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nested(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { encoder }
    mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key) }
}

private struct MessageUnkeyedEncoder: UnkeyedEncodingContainer {
    let encoder: MessageEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int {
        if case .array(let items) = encoder.node.content { items.count } else { 0 }
    }

    private func append(_ node: MessageEncoder.Node) {
        if case .array(var items) = encoder.node.content {
            items.append(node)
            encoder.node.content = .array(items)
        }
    }

    private func nested() -> MessageEncoder {
        let node = MessageEncoder.Node(.text(Array("null".utf8)))
        append(node)
        return MessageEncoder(node: node, codingPath: codingPath)
    }

    mutating func encodeNil() throws { _ = nested() }
    mutating func encode<Value: Encodable>(_ value: Value) throws {
        append(try MessageEncoder.node(value, codingPath: codingPath))
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        nested().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { nested() }
}

private struct MessageSingleEncoder: SingleValueEncodingContainer {
    let encoder: MessageEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil() throws { encoder.node.content = .text(Array("null".utf8)) }
    mutating func encode<Value: Encodable>(_ value: Value) throws {
        encoder.node.content = try MessageEncoder.node(value, codingPath: codingPath).content
    }
}
