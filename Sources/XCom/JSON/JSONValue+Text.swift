internal import JSONCore

extension JSONValue {
    /// Reads a JSON text.
    ///
    /// - Throws: ``JSONSyntaxError``, also for a text that holds half of a surrogate pair, and for values that are nested
    ///   deeper than 5,000.
    public init(parsing utf8: [UInt8]) throws {
        self = try utf8.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(buffer)
            let tree = try JSONTreeBuilder.build(&scanner)
            try scanner.readEnd()
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
        wireValue.utf8
    }

    /// The text that Python's `json.dumps` makes of it.
    public var text: String {
        wireValue.text
    }

    /// This value on the wire.
    public var wireValue: WireValue {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.wireValue
    }

    private enum Step {
        case value(JSONValue)
        case member(key: String, value: JSONValue)
        case text(StaticString)
    }

    func write(to writer: inout JSONWriter) {
        // What is still to be written, the next one last: a value may be nested deeper than calls can.
        var steps: [Step] = [.value(self)]
        while let step = steps.popLast() {
            switch step {
            case .text(let text): writer.append(text)
            case .member(let key, let value):
                writer.string(key)
                writer.append(": ")
                steps.append(.value(value))
            case .value(.null): writer.append("null")
            case .value(.bool(let value)): writer.append(value ? "true" : "false")
            case .value(.number(let text)): writer.append(json: text)
            case .value(.string(let text)): writer.string(text)
            case .value(.array(let values)):
                writer.append("[")
                steps.append(.text("]"))
                for (index, value) in values.enumerated().reversed() {
                    steps.append(.value(value))
                    if index > 0 { steps.append(.text(", ")) }
                }
            case .value(.object(let object)):
                writer.append("{")
                steps.append(.text("}"))
                for (index, member) in object.members.enumerated().reversed() {
                    steps.append(.member(key: member.key, value: member.value))
                    if index > 0 { steps.append(.text(", ")) }
                }
            }
        }
    }
}
