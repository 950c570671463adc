extension JSONValue {
    /// Reads a JSON text.
    ///
    /// - Throws: ``JSONSyntaxError``, also for a text that holds half of a surrogate pair, and for values that are nested
    ///   deeper than 5,000.
    public init(parsing utf8: [UInt8]) throws {
        self = try JSONTape(utf8).value(0)
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

extension JSONTape {
    /// An array or an object whose members are being read.
    private struct Container {
        var values: [JSONValue] = []
        var members: [JSONObject.Member] = []
        /// The key of the member that comes next; `nil` in an array.
        var key: String?
        /// The entry behind the last member.
        var end: Int

        mutating func append(_ value: JSONValue) {
            if let key {
                members.append(JSONObject.Member(key: key, value: value))
            } else {
                values.append(value)
            }
        }

        var value: JSONValue {
            if key == nil { return .array(values) }
            var object = JSONObject()
            object.members = members
            return .object(object)
        }
    }

    /// The tree of an entry.
    func value(_ start: Int) throws -> JSONValue {
        var open: [Container] = []
        var index = start
        while true {
            let entry = entries[index]
            var value: JSONValue
            switch entry.kind {
            case .null: value = .null
            case .true: value = .bool(true)
            case .false: value = .bool(false)
            case .number: value = .number(number(index))
            case .string, .escapedString: value = .string(try string(index))
            case .array: value = .array([])
            case .object: value = .object(JSONObject())
            }
            index += 1
            if index < entry.next {
                open.append(Container(key: entry.kind == .object ? try string(index) : nil, end: entry.next))
                if entry.kind == .object { index += 1 }
                continue
            }
            // Put the value where it belongs, and with it everything that it completes.
            while let last = open.indices.last {
                open[last].append(value)
                if index < open[last].end { break }
                value = open[last].value
                open.removeLast()
            }
            guard let last = open.indices.last else { return value }
            if open[last].key != nil {
                open[last].key = try string(index)
                index += 1
            }
        }
    }
}
