/// Ways along text that is known to be valid.
extension JSONScanner {
    /// Goes past a value.
    public mutating func skipValue() {
        guard index < bytes.count else { return }
        switch bytes[index] {
        case UInt8(ascii: "\""): skipString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): skipContainer()
        default:
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), 0...0x20: return
                default: index += 1
                }
            }
        }
    }

    private mutating func skipContainer() {
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                skipString()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return }
        }
    }

    /// Goes past a text.
    private mutating func skipString() {
        if (try? readString()) == nil { index = bytes.count }
    }

    /// What the text that begins here says; the scanner goes past it.
    public mutating func nextString() throws(JSONSyntaxError) -> String {
        let text = try readString()
        return try string(text)
    }
}
