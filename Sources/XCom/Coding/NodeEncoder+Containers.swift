struct SingleNodeContainer: SingleValueEncodingContainer {
    let encoder: NodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() { encoder.set("null") }
    func encode(_ value: Bool) { encoder.set(value ? "true" : "false") }
    func encode(_ value: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.utf8.count + 2)
        appendJSONString(value, to: &bytes)
        encoder.node.content = .text(bytes)
    }
    func encode(_ value: Double) throws { try encoder.set(value) }
    func encode(_ value: Float) throws {
        // A float's own shortest digits: those of the double would show digits that were never there.
        guard value.isFinite, let double = Double(value.description) else { return try encoder.set(Double(value)) }
        try encoder.set(double)
    }
    func encode(_ value: Int) { encoder.set(String(value)) }
    func encode(_ value: Int8) { encoder.set(String(value)) }
    func encode(_ value: Int16) { encoder.set(String(value)) }
    func encode(_ value: Int32) { encoder.set(String(value)) }
    func encode(_ value: Int64) { encoder.set(String(value)) }
    func encode(_ value: Int128) { encoder.set(String(value)) }
    func encode(_ value: UInt) { encoder.set(String(value)) }
    func encode(_ value: UInt8) { encoder.set(String(value)) }
    func encode(_ value: UInt16) { encoder.set(String(value)) }
    func encode(_ value: UInt32) { encoder.set(String(value)) }
    func encode(_ value: UInt64) { encoder.set(String(value)) }
    func encode(_ value: UInt128) { encoder.set(String(value)) }
    func encode<Value: Encodable>(_ value: Value) throws { try encoder.box(value) }
}

struct UnkeyedNodeContainer: UnkeyedEncodingContainer {
    let encoder: NodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.node.count }

    private func next() -> NodeEncoder {
        let key = AnyCodingKey(intValue: count)
        return encoder.nested(encoder.node.append(), key)
    }

    func encodeNil() { next().set("null") }

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
        encoder.nested(encoder.node.member(key.stringValue), key)
    }

    private func check(_ key: Key) throws {
        guard encoder.style == .xcom, Envelope.reservedKeys.contains(key.stringValue) else { return }
        throw EncodingError.invalidValue(
            key.stringValue,
            EncodingError.Context(
                codingPath: codingPath,
                debugDescription: "reserved key __classname__ or __id__ found in dict to serialize"))
    }

    func encodeNil(forKey key: Key) throws {
        try check(key)
        member(key).set("null")
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
