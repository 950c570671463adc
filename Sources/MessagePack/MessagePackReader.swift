/// Reads one MessagePack value token by token, and takes nothing on trust: not how long something says that it is, nor how
/// deep it goes.
public struct MessagePackReader {
    /// Arrays and maps in each other that are read, unless another number is given.
    public static let defaultMaximumDepth = 1000

    /// An array or a map of which values are still to come; a map's keys count as well.
    private struct Container {
        var isMap: Bool
        var remaining: Int
    }

    private let bytes: ArraySlice<UInt8>
    private let maximumDepth: Int
    private var position: Int
    private var open: [Container] = []
    private var hasBegun = false

    public init(_ bytes: [UInt8], maximumDepth: Int = defaultMaximumDepth) {
        self.init(bytes[...], maximumDepth: maximumDepth)
    }

    /// Reads a part of an array; offsets count from its first byte.
    public init(_ bytes: ArraySlice<UInt8>, maximumDepth: Int = defaultMaximumDepth) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        position = bytes.startIndex
    }

    /// How many bytes were read.
    public var offset: Int { position - bytes.startIndex }

    /// How many arrays and maps are open: of each, values are still to come.
    public var depth: Int { open.count }

    /// Whether the next value is the key of a pair.
    public var isAtKey: Bool {
        guard let last = open.last else { return false }
        return last.isMap && last.remaining % 2 == 0
    }

    /// The next token; `nil` behind the last one.
    ///
    /// - Throws: ``MessagePackError``
    public mutating func next() throws(MessagePackError) -> MessagePackToken? {
        if open.isEmpty, hasBegun {
            guard position == bytes.endIndex else {
                let rest = bytes.endIndex - position
                throw MessagePackError(.trailingBytes, at: offset, "\(rest) bytes follow the value")
            }
            return nil
        }
        hasBegun = true
        if !open.isEmpty { open[open.count - 1].remaining -= 1 }
        let token = try readToken()
        switch token {
        case .array(let count) where count > 0: open.append(Container(isMap: false, remaining: count))
        case .map(let count) where count > 0: open.append(Container(isMap: true, remaining: 2 * count))
        default: break
        }
        while let last = open.last, last.remaining == 0 { open.removeLast() }
        return token
    }

    /// Goes past the next value with all that is in it, and gives its bytes.
    ///
    /// - Throws: ``MessagePackError``
    public mutating func nextValue() throws(MessagePackError) -> ArraySlice<UInt8> {
        let start = position
        var remaining = 1
        while remaining > 0, let token = try next() {
            remaining -= 1
            switch token {
            case .array(let count): remaining += count
            case .map(let count): remaining += 2 * count
            default: break
            }
        }
        return bytes[start..<position]
    }

    // MARK: Tokens

    private mutating func readToken() throws(MessagePackError) -> MessagePackToken {
        let start = offset
        let head = try take(1, of: start, "a value is missing")
        let byte = head[head.startIndex]
        switch byte {
        case 0x00...0x7F: return .integer(Int64(byte))
        case 0x80...0x8F: return .map(count: try count(Int(byte & 0x0F), each: 2, "pairs", start))
        case 0x90...0x9F: return .array(count: try count(Int(byte & 0x0F), each: 1, "values", start))
        case 0xA0...0xBF: return try text(Int(byte & 0x1F), start)
        case 0xC0: return .null
        case 0xC1: throw MessagePackError(.reservedByte, at: start, "no value begins with the byte 0xC1")
        case 0xC2, 0xC3: return .bool(byte == 0xC3)
        case 0xC4...0xC6: return .binary(Array(try content(try length(1 << (byte - 0xC4), start), "bytes", start)))
        case 0xC7...0xC9: return try extended(try length(1 << (byte - 0xC7), start), start)
        case 0xCA: return .float(Float(bitPattern: UInt32(try number(4, start))))
        case 0xCB: return .double(Double(bitPattern: try number(8, start)))
        case 0xCC...0xCF:
            let value = try number(1 << (byte - 0xCC), start)
            return Int64(exactly: value).map { .integer($0) } ?? .largeInteger(value)
        case 0xD0: return .integer(Int64(Int8(truncatingIfNeeded: try number(1, start))))
        case 0xD1: return .integer(Int64(Int16(truncatingIfNeeded: try number(2, start))))
        case 0xD2: return .integer(Int64(Int32(truncatingIfNeeded: try number(4, start))))
        case 0xD3: return .integer(Int64(bitPattern: try number(8, start)))
        case 0xD4...0xD8: return try extended(1 << (byte - 0xD4), start)
        case 0xD9...0xDB: return try text(try length(1 << (byte - 0xD9), start), start)
        case 0xDC, 0xDD:
            let length = try length(2 << (byte - 0xDC), start)
            return .array(count: try count(length, each: 1, "values", start))
        case 0xDE, 0xDF:
            let length = try length(2 << (byte - 0xDE), start)
            return .map(count: try count(length, each: 2, "pairs", start))
        default: return .integer(Int64(Int8(bitPattern: byte)))
        }
    }

    /// So many bytes; says what is wrong at the value that they belong to.
    private mutating func take(
        _ count: Int, of start: Int, _ message: @autoclosure () -> String
    ) throws(MessagePackError) -> ArraySlice<UInt8> {
        guard bytes.endIndex - position >= count else { throw MessagePackError(.endsEarly, at: start, message()) }
        defer { position += count }
        return bytes[position..<position + count]
    }

    private mutating func number(_ size: Int, _ start: Int) throws(MessagePackError) -> UInt64 {
        try take(size, of: start, "the bytes end within a number").reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func length(_ size: Int, _ start: Int) throws(MessagePackError) -> Int {
        Int(try number(size, start))
    }

    private mutating func content(
        _ length: Int, _ what: String, _ start: Int
    ) throws(MessagePackError) -> ArraySlice<UInt8> {
        let rest = bytes.endIndex - position
        return try take(length, of: start, "\(length) \(what) are announced, and only \(rest) bytes follow")
    }

    private mutating func text(_ length: Int, _ start: Int) throws(MessagePackError) -> MessagePackToken {
        let content = try content(length, "bytes of text", start)
        guard let text = String(validatingUTF8: content) else {
            throw MessagePackError(.invalidText, at: start, "a text is not valid UTF-8")
        }
        return .text(text)
    }

    private mutating func extended(_ length: Int, _ start: Int) throws(MessagePackError) -> MessagePackToken {
        let type = Int8(truncatingIfNeeded: try number(1, start))
        let content = try content(length, "bytes of an extension", start)
        guard type == MessagePackTimestamp.extensionType else { return .extended(type: type, Array(content)) }
        guard let timestamp = MessagePackTimestamp(bytes: content) else {
            throw MessagePackError(.invalidTimestamp, at: start, "an extension of type -1 is no moment")
        }
        return .timestamp(timestamp)
    }

    /// How many values an array or a map says that it has: each of them takes a byte at least.
    private func count(
        _ count: Int, each size: Int, _ what: String, _ start: Int
    ) throws(MessagePackError) -> Int {
        let rest = bytes.endIndex - position
        guard count <= rest / size else {
            throw MessagePackError(
                .endsEarly, at: start, "\(count) \(what) are announced, and only \(rest) bytes follow")
        }
        guard count == 0 || open.count < maximumDepth else {
            throw MessagePackError(
                .tooDeep, at: start, "arrays and maps are nested deeper than \(maximumDepth)")
        }
        return count
    }
}

extension String {
    /// `nil` where the bytes are not UTF-8.
    fileprivate init?(validatingUTF8 bytes: ArraySlice<UInt8>) {
        let isValid = bytes.withUnsafeBufferPointer { buffer in
            (try? UTF8Span(validating: buffer.span)) != nil
        }
        guard isValid else { return nil }
        self.init(decoding: bytes, as: UTF8.self)
    }
}
