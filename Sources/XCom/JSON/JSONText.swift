internal import JSONCore

/// One value in JSON text that was checked. No tree is made of it: what is not asked for stays the text that it is.
package struct JSONText: Sendable {
    package enum Kind: Sendable {
        case null, bool, number, string, array, object
    }

    /// The whole text that the value is a part of.
    private let bytes: [UInt8]
    private let range: Range<Int>

    /// Checks that `bytes` is one value and nothing else. It may be nested as deep as it likes.
    ///
    /// - `allowsNonFinite`: Whether `NaN` and infinities are numbers, as Python writes them.
    /// - Throws: ``JSONSyntaxError``.
    package init(_ bytes: [UInt8], allowsNonFinite: Bool = false) throws(JSONSyntaxError) {
        self.bytes = bytes
        range = try bytes.withUnsafeBufferPointer { buffer throws(JSONSyntaxError) in
            var scanner = JSONScanner(buffer, allowsNonFinite: allowsNonFinite)
            var checker = JSONChecker()
            let range = try scanner.readValue(&checker)
            try scanner.readEnd()
            return range
        }
    }

    private init(bytes: [UInt8], range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    package var kind: Kind {
        switch bytes[range.lowerBound] {
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "{"): .object
        default: .number
        }
    }

    /// The value, byte for byte.
    package var wireValue: WireValue {
        WireValue(utf8: range == bytes.indices ? bytes : Array(bytes[range]))
    }

    /// `nil` for what is not a boolean.
    package var bool: Bool? {
        kind == .bool ? bytes[range.lowerBound] == UInt8(ascii: "t") : nil
    }

    /// A number as it is written; `nil` for what is none.
    package var number: String? {
        guard kind == .number else { return nil }
        return bytes.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self)
        }
    }

    /// What a text says; `nil` for what is none.
    ///
    /// - Throws: ``JSONSyntaxError`` where half of a surrogate pair stands alone: a Swift text cannot hold it.
    package func string() throws(JSONSyntaxError) -> String? {
        guard kind == .string else { return nil }
        return try read { scanner throws(JSONSyntaxError) in try scanner.nextString() }
    }

    /// The values of an array, or the first ones; `nil` for what is none.
    package func items(atMost count: Int = .max) -> [JSONText]? {
        guard kind == .array else { return nil }
        return read { scanner in
            var items: [JSONText] = []
            while items.count < count, let text = next(&scanner) {
                items.append(text)
            }
            return items
        }
    }

    /// The members of an object in their order, or the first ones, also those whose key comes again; `nil` for what is none.
    ///
    /// - Throws: ``JSONSyntaxError`` where a key holds half of a surrogate pair.
    package func members(atMost count: Int = .max) throws(JSONSyntaxError) -> [(key: String, value: JSONText)]? {
        guard kind == .object else { return nil }
        return try read { scanner throws(JSONSyntaxError) in
            var members: [(key: String, value: JSONText)] = []
            while members.count < count, beginsNext(&scanner) {
                let key = try scanner.nextString()
                scanner.skipBlanks()
                scanner.index += 1
                members.append((key, value(&scanner)))
            }
            return members
        }
    }

    /// The value of an object's member; of a key that comes twice the last, as in Python.
    package func member(_ key: String) throws(JSONSyntaxError) -> JSONText? {
        try members()?.last { $0.key == key }?.value
    }

    /// The tree of the value; see ``JSONValue/init(parsing:)-([UInt8])``.
    package func tree() throws(JSONSyntaxError) -> JSONValue {
        try read { scanner throws(JSONSyntaxError) in try JSONTreeBuilder.build(&scanner) }
    }

    // MARK: Walking

    private func read<Result, Failure: Error>(
        _ body: (inout JSONScanner) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withUnsafeBufferPointer { buffer throws(Failure) in
            var scanner = JSONScanner(buffer, at: range.lowerBound)
            return try body(&scanner)
        }
    }

    /// Behind a bracket or a value: goes on to the next value or key, if there is one.
    private func beginsNext(_ scanner: inout JSONScanner) -> Bool {
        let isFirst = scanner.index == range.lowerBound
        if isFirst { scanner.index += 1 }
        scanner.skipBlanks()
        if !isFirst, scanner.bytes[scanner.index] == UInt8(ascii: ",") {
            scanner.index += 1
            scanner.skipBlanks()
        }
        let byte = scanner.bytes[scanner.index]
        return byte != UInt8(ascii: "]") && byte != UInt8(ascii: "}")
    }

    private func next(_ scanner: inout JSONScanner) -> JSONText? {
        beginsNext(&scanner) ? value(&scanner) : nil
    }

    private func value(_ scanner: inout JSONScanner) -> JSONText {
        scanner.skipBlanks()
        let start = scanner.index
        scanner.skipValue()
        return JSONText(bytes: bytes, range: start..<scanner.index)
    }
}
