internal import JSONCore

extension JSONScanner {
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
            index &+= 1
            return UInt8(ascii: "}")
        case UInt8(ascii: "["):
            try visitor.open(isObject: false, at: index)
            index &+= 1
            return UInt8(ascii: "]")
        case UInt8(ascii: "\""):
            let text = try readString()
            try visitor.string(text, self)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            if let number = try readNonFinite() {
                visitor.number(number, self)
            } else {
                let number = try readNumber()
                visitor.number(number, self)
            }
        case UInt8(ascii: "t"):
            try readWord("true")
            visitor.bool(true)
        case UInt8(ascii: "f"):
            try readWord("false")
            visitor.bool(false)
        case UInt8(ascii: "n"):
            try readWord("null")
            visitor.null()
        default:
            guard let number = try readNonFinite() else { throw error("no value begins like this") }
            visitor.number(number, self)
        }
        return nil
    }

    /// Behind an opening bracket: closes what has nothing in it, else reads an object's first key.
    private mutating func endsEmpty<Visitor: JSONVisitor>(
        _ end: UInt8, _ visitor: inout Visitor
    ) throws(JSONSyntaxError) -> Bool {
        skipBlanks()
        if index < bytes.count, bytes[index] == end {
            index &+= 1
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
                index &+= 1
                if isObject { try readKey(&visitor) }
                return
            case end:
                index &+= 1
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
        index &+= 1
    }
}
