/// Walks along JSON text (RFC 8259, strictly) without calling itself: depth costs nothing but memory.
///
/// It is the one place that knows JSON's grammar. What is to be made of the text is a ``JSONVisitor``.
struct JSONReader {
    // SAFETY: a reader lives inside the closure that lends the buffer.
    let bytes: UnsafeBufferPointer<UInt8>
    /// How far it has read.
    var index: Int
    /// Whether `NaN`, `Infinity` and `-Infinity` are numbers, as Python writes them: runs by Airflow 2's rules store them.
    let allowsNonFinite: Bool

    init(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int = 0, allowsNonFinite: Bool = false) {
        self.bytes = bytes
        self.index = index
        self.allowsNonFinite = allowsNonFinite
    }

    /// A text or a key: where it stands, quotes included.
    struct Text {
        var range: Range<Int>
        var isEscaped: Bool
    }

    /// Reads one value and tells the visitor all that is in it.
    ///
    /// - Returns: where the value stands.
    @discardableResult
    mutating func readValue<Visitor: JSONVisitor>(
        _ visitor: inout Visitor
    ) throws(JSONSyntaxError) -> Range<Int> {
        skipBlanks()
        let start = index
        // For each array or object that is open, the byte that ends it.
        var open: [UInt8] = []
        repeat {
            if let end = try readScalarOrOpening(&visitor) {
                open.append(end)
                if try !endsEmpty(end, &visitor) { continue }
                open.removeLast()
            }
            try closeWhatEnds(&open, &visitor)
        } while !open.isEmpty
        return start..<index
    }

    /// Checks that nothing follows.
    mutating func readEnd() throws(JSONSyntaxError) {
        skipBlanks()
        guard index == bytes.count else { throw error("something follows the value") }
    }

    /// Reads a whole scalar, or the bracket that begins an array or an object.
    ///
    /// - Returns: the bracket that will end it.
    private mutating func readScalarOrOpening<Visitor: JSONVisitor>(
        _ visitor: inout Visitor
    ) throws(JSONSyntaxError) -> UInt8? {
        skipBlanks()
        guard index < bytes.count else { throw error("the text ends too early") }
        switch bytes[index] {
        case UInt8(ascii: "{"):
            try visitor.open(isObject: true, at: index)
            index += 1
            return UInt8(ascii: "}")
        case UInt8(ascii: "["):
            try visitor.open(isObject: false, at: index)
            index += 1
            return UInt8(ascii: "]")
        case UInt8(ascii: "\""):
            let text = try readString()
            try visitor.string(text, self)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let start = index
            try readNumber()
            visitor.number(start..<index, self)
        case UInt8(ascii: "t"):
            try readWord("true")
            visitor.bool(true)
        case UInt8(ascii: "f"):
            try readWord("false")
            visitor.bool(false)
        case UInt8(ascii: "n"):
            try readWord("null")
            visitor.null()
        case UInt8(ascii: "N") where allowsNonFinite, UInt8(ascii: "I") where allowsNonFinite:
            let start = index
            try readWord(bytes[index] == UInt8(ascii: "N") ? "NaN" : "Infinity")
            visitor.number(start..<index, self)
        default: throw error("no value begins like this")
        }
        return nil
    }

    /// Behind an opening bracket: closes what has nothing in it, else reads an object's first key.
    private mutating func endsEmpty<Visitor: JSONVisitor>(
        _ end: UInt8, _ visitor: inout Visitor
    ) throws(JSONSyntaxError) -> Bool {
        skipBlanks()
        if index < bytes.count, bytes[index] == end {
            index += 1
            visitor.close()
            return true
        }
        if end == UInt8(ascii: "}") { try readKey(&visitor) }
        return false
    }

    /// Behind a value: closes what ends there, up to a comma, and reads the key behind it in an object.
    private mutating func closeWhatEnds<Visitor: JSONVisitor>(
        _ open: inout [UInt8], _ visitor: inout Visitor
    ) throws(JSONSyntaxError) {
        while let end = open.last {
            let isObject = end == UInt8(ascii: "}")
            skipBlanks()
            guard index < bytes.count else { throw error("the text ends too early") }
            switch bytes[index] {
            case UInt8(ascii: ","):
                index += 1
                if isObject { try readKey(&visitor) }
                return
            case end:
                index += 1
                open.removeLast()
                visitor.close()
            default:
                throw error(isObject ? "a comma or } is missing" : "a comma or ] is missing")
            }
        }
    }

    private mutating func readKey<Visitor: JSONVisitor>(_ visitor: inout Visitor) throws(JSONSyntaxError) {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw error("a key in quotes is missing") }
        let key = try readString()
        try visitor.key(key, self)
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw error("a colon is missing") }
        index += 1
    }

    func error(_ message: String) -> JSONSyntaxError {
        JSONSyntaxError(message, at: index)
    }
}

/// What is told of a text while it is read, in its order.
protocol JSONVisitor {
    mutating func null()
    mutating func bool(_ value: Bool)
    mutating func number(_ range: Range<Int>, _ reader: JSONReader)
    mutating func string(_ text: JSONReader.Text, _ reader: JSONReader) throws(JSONSyntaxError)
    /// The key of the value that comes next.
    mutating func key(_ text: JSONReader.Text, _ reader: JSONReader) throws(JSONSyntaxError)
    mutating func open(isObject: Bool, at index: Int) throws(JSONSyntaxError)
    /// The array or object that was opened last ends.
    mutating func close()
}

/// Lets a text be checked and nothing else.
struct JSONChecker: JSONVisitor {
    mutating func null() {}
    mutating func bool(_ value: Bool) {}
    mutating func number(_ range: Range<Int>, _ reader: JSONReader) {}
    mutating func string(_ text: JSONReader.Text, _ reader: JSONReader) {}
    mutating func key(_ text: JSONReader.Text, _ reader: JSONReader) {}
    mutating func open(isObject: Bool, at index: Int) {}
    mutating func close() {}
}
