extension JSONValue {
    /// Reads a JSON text.
    ///
    /// - Throws: ``JSONSyntaxError``, also for a text that holds half of a surrogate pair, and for values that are nested
    ///   deeper than 5,000.
    public init(parsing utf8: [UInt8]) throws {
        self = try utf8.withUnsafeBufferPointer { buffer in
            var reader = JSONReader(buffer)
            let tree = try JSONTreeBuilder.build(&reader)
            try reader.readEnd()
            return tree
        }
    }

    /// Reads a JSON text, as ``init(parsing:)-([UInt8])``.
    public init(parsing text: String) throws {
        try self.init(parsing: Array(text.utf8))
    }

    /// Reads a value on the wire.
    public init(_ value: WireValue) throws {
        try self.init(parsing: value.utf8)
    }

    /// The text that Python's `json.dumps` makes of it, byte for byte.
    public var utf8: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    /// The text that Python's `json.dumps` makes of it.
    public var text: String {
        String(decoding: utf8, as: UTF8.self)
    }

    /// This value on the wire.
    public var wireValue: WireValue {
        WireValue(utf8: utf8)
    }

    private enum Step {
        case value(JSONValue)
        case member(key: String, value: JSONValue)
        case text(StaticString)
    }

    func write(to bytes: inout [UInt8]) {
        // What is still to be written, the next one last: a value may be nested deeper than calls can.
        var steps: [Step] = [.value(self)]
        while let step = steps.popLast() {
            switch step {
            case .text(let text):
                bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
            case .member(let key, let value):
                appendJSONString(key, to: &bytes)
                bytes.append(contentsOf: ": ".utf8)
                steps.append(.value(value))
            case .value(.null): bytes.append(contentsOf: "null".utf8)
            case .value(.bool(let value)): bytes.append(contentsOf: (value ? "true" : "false").utf8)
            case .value(.number(let text)): bytes.append(contentsOf: text.utf8)
            case .value(.string(let text)): appendJSONString(text, to: &bytes)
            case .value(.array(let values)):
                bytes.append(UInt8(ascii: "["))
                steps.append(.text("]"))
                for (index, value) in values.enumerated().reversed() {
                    steps.append(.value(value))
                    if index > 0 { steps.append(.text(", ")) }
                }
            case .value(.object(let object)):
                bytes.append(UInt8(ascii: "{"))
                steps.append(.text("}"))
                for (index, member) in object.members.enumerated().reversed() {
                    steps.append(.member(key: member.key, value: member.value))
                    if index > 0 { steps.append(.text(", ")) }
                }
            }
        }
    }
}
