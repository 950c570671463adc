/// Reads the strings, numbers and words of JSON text (RFC 8259, strictly).
///
/// What is read often is inlinable and therefore public: Swift inlines nothing else across modules.
public struct JSONScanner {
    // SAFETY: a scanner lives inside the closure that lends the buffer.
    public let bytes: UnsafeBufferPointer<UInt8>
    /// How far it has read.
    public var index: Int
    /// Whether `NaN`, `Infinity` and `-Infinity` are numbers, as Python writes them: runs by Airflow 2's rules store them.
    public let allowsNonFinite: Bool

    @inlinable public init(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int = 0, allowsNonFinite: Bool = false) {
        self.bytes = bytes
        self.index = index
        self.allowsNonFinite = allowsNonFinite
    }

    /// The byte that comes next; `nil` at the end.
    @inlinable @inline(__always)
    public var next: UInt8? {
        index < bytes.count ? bytes[index] : nil
    }

    /// The byte that comes next, which the scanner goes past; `nil` at the end.
    @inlinable @inline(__always)
    public mutating func take() -> UInt8? {
        guard index < bytes.count else { return nil }
        index &+= 1
        return bytes[index &- 1]
    }

    /// Goes past a byte if it comes next.
    @inlinable @inline(__always)
    public mutating func skip(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index &+= 1
        return true
    }

    @inlinable @inline(__always)
    public mutating func skipBlanks() {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index &+= 1
            default: return
            }
        }
    }

    @inlinable @inline(__always)
    public mutating func readWord(_ word: StaticString) throws(JSONSyntaxError) {
        let count = word.utf8CodeUnitCount
        guard bytes.count &- index >= count else { throw error("no value begins like this") }
        for offset in 0..<count where bytes[index &+ offset] != word.utf8Start[offset] {
            throw error("no value begins like this")
        }
        index &+= count
    }

    @inline(never)
    public func error(_ message: StaticString, at place: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(message.description, at: place ?? index)
    }
}
