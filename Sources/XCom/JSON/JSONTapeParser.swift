/// Reads strict JSON (RFC 8259) into entries, without calling itself.
struct JSONTapeParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var entries: [JSONTape.Entry] = []
    /// The arrays and objects that are open, by their entries.
    private var open: [Int] = []

    // SAFETY: the parser lives inside the closure that lends the buffer.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func parse() throws -> [JSONTape.Entry] {
        entries.reserveCapacity(bytes.count / 8 + 1)
        repeat {
            if try beginsContainer() {
                // Its first value comes next, unless it has none.
                if try !endsEmpty() { continue }
            }
            try closeWhatEnds()
        } while !open.isEmpty
        skipBlanks()
        guard index == bytes.count else { throw error("something follows the value") }
        return entries
    }

    /// Reads a whole value, or the bracket that begins one.
    private mutating func beginsContainer() throws -> Bool {
        skipBlanks()
        guard index < bytes.count else { throw error("the text ends too early") }
        let start = index
        switch bytes[index] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < JSONTape.maximumDepth else {
                throw error("values are nested deeper than \(JSONTape.maximumDepth)")
            }
            open.append(entries.count)
            let kind: JSONTape.Kind = bytes[index] == UInt8(ascii: "{") ? .object : .array
            index += 1
            append(kind, from: start)
            return true
        case UInt8(ascii: "\""):
            try readString()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try readNumber()
        case UInt8(ascii: "t"): try readWord("true", .true)
        case UInt8(ascii: "f"): try readWord("false", .false)
        case UInt8(ascii: "n"): try readWord("null", .null)
        default: throw error("no value begins like this")
        }
        return false
    }

    /// Behind an opening bracket: closes what has nothing in it, else reads an object's first key.
    private mutating func endsEmpty() throws -> Bool {
        guard let container = open.last else { return true }
        let isObject = entries[container].kind == .object
        skipBlanks()
        if index < bytes.count, bytes[index] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            close(container)
            return true
        }
        if isObject { try readKey() }
        return false
    }

    /// Behind a value: closes what ends there, up to a comma, and reads the key behind it in an object.
    private mutating func closeWhatEnds() throws {
        while let container = open.last {
            let isObject = entries[container].kind == .object
            skipBlanks()
            guard index < bytes.count else { throw error("the text ends too early") }
            switch bytes[index] {
            case UInt8(ascii: ","):
                index += 1
                if isObject { try readKey() }
                return
            case isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"):
                close(container)
            default:
                throw error(isObject ? "a comma or } is missing" : "a comma or ] is missing")
            }
        }
    }

    private mutating func close(_ container: Int) {
        index += 1
        open.removeLast()
        entries[container].end = index
        entries[container].next = entries.count
    }

    private mutating func append(_ kind: JSONTape.Kind, from start: Int) {
        entries.append(JSONTape.Entry(kind: kind, start: start, end: index, next: entries.count + 1))
    }

    // MARK: Tokens

    private mutating func readKey() throws {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw error("a key in quotes is missing") }
        try readString()
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw error("a colon is missing") }
        index += 1
    }

    private mutating func readWord(_ word: StaticString, _ kind: JSONTape.Kind) throws {
        let start = index
        for offset in 0..<word.utf8CodeUnitCount {
            guard index < bytes.count, bytes[index] == word.utf8Start[offset] else {
                throw JSONSyntaxError("no value begins like this", at: start)
            }
            index += 1
        }
        append(kind, from: start)
    }

    private mutating func readString() throws {
        let start = index
        var isEscaped = false
        var isASCII = true
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                if !isASCII { try checkUTF8(from: start) }
                append(isEscaped ? .escapedString : .string, from: start)
                return
            }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                try readEscape()
                continue
            }
            guard byte >= 0x20 else { throw error("a control character in a text is not escaped") }
            if byte >= 0x80 { isASCII = false }
            index += 1
        }
        throw JSONSyntaxError("a text has no end", at: start)
    }

    private mutating func readEscape() throws {
        guard index + 1 < bytes.count else { throw error("the text ends too early") }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 2
        case UInt8(ascii: "u"):
            guard index + 6 <= bytes.count, (index + 2..<index + 6).allSatisfy({ hexValue(bytes[$0]) != nil }) else {
                throw error("an escape has no four hexadecimal digits")
            }
            index += 6
        default:
            throw error("there is no such escape")
        }
    }

    private func checkUTF8(from start: Int) throws {
        let text = UnsafeBufferPointer(rebasing: bytes[start..<index])
        guard String(validating: text, as: UTF8.self) != nil else {
            throw JSONSyntaxError("a text is not valid UTF-8", at: start)
        }
    }

    private mutating func readNumber() throws {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        guard index < bytes.count else { throw error("the text ends too early") }
        if bytes[index] == UInt8(ascii: "0") {
            index += 1
        } else {
            try readDigits()
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            try readDigits()
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            try readDigits()
        }
        append(.number, from: start)
    }

    private mutating func readDigits() throws {
        let start = index
        while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") { index += 1 }
        guard index > start else { throw error("a digit is missing") }
    }

    private mutating func skipBlanks() {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
            default: return
            }
        }
    }

    private func error(_ message: String) -> JSONSyntaxError {
        JSONSyntaxError(message, at: index)
    }
}
