internal import Foundation
internal import XCom

/// Reads messages out of JSON text.
///
/// Beyond what `Codable` gives, a ``WireValue`` takes over the text of its value as it is, a ``Timestamp`` is read
/// from ISO 8601 and a `UUID` from its text.
struct MessageDecoder: Decoder {
    let text: JSONText
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    static func decode<Message: Decodable>(_ type: Message.Type, from text: JSONText) throws(MessageError) -> Message {
        do {
            return try MessageDecoder(text: text, codingPath: []).value(type)
        } catch let error as MessageError {
            throw error
        } catch let DecodingError.keyNotFound(key, context) {
            throw MessageError(.missingField, "\(path(context.codingPath + [key])) is missing")
        } catch let DecodingError.dataCorrupted(context) {
            throw MessageError(.wrongType, "\(path(context.codingPath)): \(context.debugDescription)")
        } catch {
            throw MessageError(.wrongType, "\(error)")
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let members = try text.object() else { throw wrongType("an object") }
        return KeyedDecodingContainer(MessageKeyedDecoder(decoder: self, members: members))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let items = try text.array() else { throw wrongType("a list") }
        return MessageUnkeyedDecoder(decoder: self, items: items)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        MessageSingleDecoder(decoder: self)
    }

    func at(_ key: any CodingKey, _ text: JSONText) -> MessageDecoder {
        MessageDecoder(text: text, codingPath: codingPath + [key])
    }

    func wrongType(_ expected: String) -> MessageError {
        MessageError(.wrongType, "\(Self.path(codingPath)) is not \(expected)")
    }

    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let special: Any?
        switch type {
        case is WireValue.Type: special = text.wireValue
        case is String.Type: special = try text.string() ?? { throw wrongType("a text") }()
        case is Int.Type: special = try text.integer ?? { throw wrongType("an integer") }()
        case is Int64.Type: special = try text.integer.map(Int64.init) ?? { throw wrongType("an integer") }()
        case is Double.Type: special = try text.double ?? { throw wrongType("a number") }()
        case is Bool.Type: special = try text.bool ?? { throw wrongType("a truth value") }()
        case is Timestamp.Type:
            special =
                try text.string().flatMap { Timestamp($0) } ?? { throw wrongType("a date with time") }()
        case is UUID.Type:
            special = try text.string().flatMap(UUID.init(uuidString:)) ?? { throw wrongType("a UUID") }()
        default: return try Value(from: self)
        }
        guard let value = special as? Value else { throw wrongType("\(type)") }
        return value
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty
            ? "the message" : keys.map { $0.intValue.map { "[\($0)]" } ?? ".\(wireName($0.stringValue))" }.joined()
    }
}

private struct MessageKeyedDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: MessageDecoder
    let members: [(key: String, value: JSONText)]
    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { members.compactMap { Key(stringValue: $0.key) } }

    private func find(_ key: any CodingKey) -> JSONText? {
        let name = wireName(key.stringValue)
        return members.first { $0.key == name }?.value
    }

    private func at(_ key: any CodingKey) throws -> MessageDecoder {
        guard let text = find(key) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
        }
        return decoder.at(key, text)
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { find(key)?.isNull ?? true }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try at(key).value(type) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try at(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try at(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { try at(key) }
}

private struct MessageUnkeyedDecoder: UnkeyedDecodingContainer {
    let decoder: MessageDecoder
    let items: [JSONText]
    var currentIndex = 0
    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex >= items.count }

    private struct Index: CodingKey {
        var intValue: Int?
        var stringValue: String { intValue.map(String.init) ?? "" }
        init(_ index: Int) { intValue = index }
        init?(intValue: Int) { self.intValue = intValue }
        init?(stringValue: String) { nil }
    }

    private mutating func next() throws -> MessageDecoder {
        guard !isAtEnd else { throw decoder.wrongType("a list of more than \(items.count) items") }
        defer { currentIndex += 1 }
        return decoder.at(Index(currentIndex), items[currentIndex])
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, items[currentIndex].isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().value(type) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct MessageSingleDecoder: SingleValueDecodingContainer {
    let decoder: MessageDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.text.isNull }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.value(type) }
}
