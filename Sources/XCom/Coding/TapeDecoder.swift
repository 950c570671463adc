/// A decoder of one value in a text.
struct TapeDecoder: Decoder {
    let tape: JSONTape
    let index: Int
    let style: WireStyle
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var kind: JSONTape.Kind { tape.entries[index].kind }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        var decoder = self
        if let envelope = try envelope(), envelope.isData(.object) {
            decoder = envelope.decoder
        }
        guard decoder.kind == .object else { throw mismatch("an object", [String: Any].self) }
        return KeyedDecodingContainer(try KeyedTapeContainer(decoder: decoder))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        if kind == .array { return UnkeyedTapeContainer(decoder: self) }
        if let envelope = try envelope(), Self.collections.contains(envelope.classname), envelope.isData(.array) {
            return UnkeyedTapeContainer(decoder: envelope.decoder)
        }
        throw mismatch("an array", [Any].self)
    }

    private static let collections: Set = ["builtins.tuple", "builtins.set", "builtins.frozenset"]

    func singleValueContainer() -> any SingleValueDecodingContainer {
        SingleTapeContainer(decoder: self)
    }

    func at(_ index: Int, _ key: any CodingKey) -> TapeDecoder {
        TapeDecoder(tape: tape, index: index, style: style, codingPath: codingPath + [key])
    }

    // MARK: Envelopes

    struct OpenedEnvelope {
        var classname: String
        var decoder: TapeDecoder

        func isData(_ kind: JSONTape.Kind) -> Bool {
            decoder.kind == kind
        }
    }

    /// The members of this object: where the value of each key is.
    func members() throws -> [(key: String, index: Int)] {
        guard kind == .object else { return [] }
        var members: [(key: String, index: Int)] = []
        var position = index + 1
        while position < tape.entries[index].next {
            members.append((try tape.string(position), position + 1))
            position = tape.entries[position + 1].next
        }
        return members
    }

    /// What is in this envelope, if it is one.
    func envelope() throws -> OpenedEnvelope? {
        guard style == .xcom, kind == .object else { return nil }
        var classname: String?
        var hasVersion = false
        var data: Int?
        for member in try members() {
            switch member.key {
            case Envelope.classname where tape.entries[member.index].kind == .string:
                classname = try tape.string(member.index)
            case Envelope.version: hasVersion = true
            case Envelope.data: data = member.index
            default: break
            }
        }
        guard let classname, hasVersion, let data else { return nil }
        return OpenedEnvelope(
            classname: classname, decoder: TapeDecoder(tape: tape, index: data, style: style, codingPath: codingPath))
    }

    // MARK: Errors

    func mismatch(_ wanted: String, _ type: Any.Type) -> DecodingError {
        let found =
            switch kind {
            case .null: "null"
            case .true, .false: "a boolean"
            case .number: "a number"
            case .string, .escapedString: "a text"
            case .array: "an array"
            case .object: "an object"
            }
        let context = DecodingError.Context(
            codingPath: codingPath, debugDescription: "\(wanted) is expected, found \(found)")
        return kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    func corrupted(_ message: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: message))
    }
}
