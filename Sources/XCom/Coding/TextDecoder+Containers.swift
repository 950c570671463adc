struct SingleTextContainer: SingleValueDecodingContainer {
    let decoder: TextDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.text.kind == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try decoder.bool() }
    func decode(_ type: String.Type) throws -> String { try decoder.string() }
    func decode(_ type: Double.Type) throws -> Double { try decoder.double() }
    func decode(_ type: Float.Type) throws -> Float { try decoder.float() }
    func decode(_ type: Int.Type) throws -> Int { try decoder.integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try decoder.integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try decoder.integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try decoder.integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try decoder.integer(type) }
    func decode(_ type: Int128.Type) throws -> Int128 { try decoder.integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try decoder.integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.integer(type) }
    func decode(_ type: UInt128.Type) throws -> UInt128 { try decoder.integer(type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.unbox(type) }
}

struct UnkeyedTextContainer: UnkeyedDecodingContainer {
    let decoder: TextDecoder
    private let items: [JSONText]
    private(set) var currentIndex = 0

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex >= items.count }

    init(decoder: TextDecoder, items: [JSONText]) {
        self.decoder = decoder
        self.items = items
    }

    private func peek() throws -> TextDecoder {
        let key = AnyCodingKey(intValue: currentIndex)
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                Any.self,
                DecodingError.Context(
                    codingPath: codingPath + [key], debugDescription: "the array has no more elements"))
        }
        return decoder.at(items[currentIndex], key)
    }

    private mutating func advance() {
        currentIndex += 1
    }

    mutating func decodeNil() throws -> Bool {
        guard try peek().text.kind == .null else { return false }
        advance()
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try peek().unbox(type)
        advance()
        return value
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let container = try peek().container(keyedBy: type)
        advance()
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try peek().unkeyedContainer()
        advance()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = try peek()
        advance()
        return decoder
    }
}

struct KeyedTextContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: TextDecoder
    private let members: [(key: String, value: JSONText)]
    /// Where the keys of an object with many are; of one that comes twice the last value counts, as in Python.
    private let positions: [String: Int]?
    private let unread: UnreadMembers.Object?
    var codingPath: [any CodingKey] { decoder.codingPath }

    init(decoder: TextDecoder, members: [(key: String, value: JSONText)]) {
        self.decoder = decoder
        self.members = members
        positions =
            members.count > 12
            ? Dictionary(members.indices.map { (members[$0].key, $0) }, uniquingKeysWith: { $1 }) : nil
        unread = decoder.unread?.object(at: decoder.path, members)
    }

    var allKeys: [Key] {
        var seen: Set<String> = []
        return members.filter { seen.insert($0.key).inserted }.compactMap { Key(stringValue: $0.key) }
    }

    func contains(_ key: Key) -> Bool {
        find(key) != nil
    }

    private func find(_ key: any CodingKey) -> JSONText? {
        let name = decoder.names.name(key)
        unread?.read(name)
        if let positions { return positions[name].map { members[$0].value } }
        return members.last { $0.key == name }?.value
    }

    private func member(_ key: any CodingKey) throws -> TextDecoder {
        guard let text = find(key) else {
            throw DecodingError.keyNotFound(
                key,
                DecodingError.Context(
                    codingPath: codingPath, debugDescription: "there is no \"\(decoder.names.name(key))\""))
        }
        return decoder.at(text, key)
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        try member(key).text.kind == .null
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try member(key).unbox(type)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try member(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        try member(AnyCodingKey(stringValue: "super"))
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        try member(key)
    }
}
