struct SingleTapeContainer: SingleValueDecodingContainer {
    let decoder: TapeDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.kind == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try decoder.bool() }
    func decode(_ type: String.Type) throws -> String { try decoder.string() }
    func decode(_ type: Double.Type) throws -> Double { try decoder.double() }
    func decode(_ type: Float.Type) throws -> Float { Float(try decoder.double()) }
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

struct UnkeyedTapeContainer: UnkeyedDecodingContainer {
    let decoder: TapeDecoder
    let count: Int?
    private(set) var currentIndex = 0
    /// The entry of the next element.
    private var position: Int
    private let end: Int

    var codingPath: [any CodingKey] { decoder.codingPath }
    var isAtEnd: Bool { position >= end }

    init(decoder: TapeDecoder) {
        self.decoder = decoder
        position = decoder.index + 1
        end = decoder.tape.entries[decoder.index].next
        var elements = 0
        var index = position
        while index < end {
            elements += 1
            index = decoder.tape.entries[index].next
        }
        count = elements
    }

    private func peek() throws -> TapeDecoder {
        let key = AnyCodingKey(intValue: currentIndex)
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                Any.self,
                DecodingError.Context(
                    codingPath: codingPath + [key], debugDescription: "the array has no more elements"))
        }
        return decoder.at(position, key)
    }

    private mutating func advance() {
        position = decoder.tape.entries[position].next
        currentIndex += 1
    }

    mutating func decodeNil() throws -> Bool {
        guard try peek().kind == .null else { return false }
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

struct KeyedTapeContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: TapeDecoder
    private let members: [(key: String, index: Int)]
    private let indexes: [String: Int]
    var codingPath: [any CodingKey] { decoder.codingPath }

    init(decoder: TapeDecoder) throws {
        self.decoder = decoder
        do {
            members = try decoder.members()
        } catch let error as JSONSyntaxError {
            throw decoder.corrupted(error.message)
        }
        // Of a key that comes twice the last value counts, as in Python.
        indexes = Dictionary(members.map { ($0.key, $0.index) }, uniquingKeysWith: { $1 })
    }

    var allKeys: [Key] {
        var seen: Set<String> = []
        return members.filter { seen.insert($0.key).inserted }.compactMap { Key(stringValue: $0.key) }
    }

    func contains(_ key: Key) -> Bool {
        indexes[key.stringValue] != nil
    }

    private func member(_ key: any CodingKey) throws -> TapeDecoder {
        guard let index = indexes[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key,
                DecodingError.Context(codingPath: codingPath, debugDescription: "there is no \"\(key.stringValue)\""))
        }
        return decoder.at(index, key)
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        try member(key).kind == .null
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
