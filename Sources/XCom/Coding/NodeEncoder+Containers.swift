internal import JSONCore

struct SingleNodeContainer: SingleValueEncodingContainer {
    let encoder: NodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() { set("null") }
    func encode(_ value: Bool) { set(value ? "true" : "false") }
    func encode(_ value: String) { encoder.node.content = .string(value) }
    func encode(_ value: Double) throws { encoder.node.content = try encoder.number(value) }
    func encode(_ value: Float) throws {
        // A float's own shortest digits: those of the double would show digits that were never there.
        guard value.isFinite, let double = Double(value.description) else { return try encode(Double(value)) }
        try encode(double)
    }
    func encode(_ value: Int) { set(String(value)) }
    func encode(_ value: Int8) { set(String(value)) }
    func encode(_ value: Int16) { set(String(value)) }
    func encode(_ value: Int32) { set(String(value)) }
    func encode(_ value: Int64) { set(String(value)) }
    func encode(_ value: Int128) { set(String(value)) }
    func encode(_ value: UInt) { set(String(value)) }
    func encode(_ value: UInt8) { set(String(value)) }
    func encode(_ value: UInt16) { set(String(value)) }
    func encode(_ value: UInt32) { set(String(value)) }
    func encode(_ value: UInt64) { set(String(value)) }
    func encode(_ value: UInt128) { set(String(value)) }
    func encode<Value: Encodable>(_ value: Value) throws { try encoder.box(value) }

    private func set(_ word: String) { encoder.node.content = .word(word) }
}

struct UnkeyedNodeContainer: UnkeyedEncodingContainer {
    let encoder: NodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.node.count }

    private func next() -> NodeEncoder {
        let key = AnyCodingKey(intValue: count)
        return encoder.nested(encoder.node.append(), key)
    }

    func encodeNil() { next().node.content = .word("null") }

    func encode<Value: Encodable>(_ value: Value) throws { try next().box(value) }

    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        next().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }

    func superEncoder() -> any Encoder { next() }
}

struct KeyedNodeContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: NodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    private func member(_ key: any CodingKey) -> NodeEncoder {
        encoder.nested(encoder.node.member(encoder.names.name(key)), key)
    }

    private func check(_ key: Key) throws {
        guard encoder.style == .xcom, Envelope.reservedKeys.contains(key.stringValue) else { return }
        throw encoder.invalid(key.stringValue, "reserved key __classname__ or __id__ found in dict to serialize")
    }

    func encodeNil(forKey key: Key) throws {
        try check(key)
        member(key).node.content = .word("null")
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try check(key)
        try member(key).box(value)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        member(key).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { member(key).unkeyedContainer() }

    func superEncoder() -> any Encoder { member(AnyCodingKey(stringValue: "super")) }

    func superEncoder(forKey key: Key) -> any Encoder { member(key) }
}
