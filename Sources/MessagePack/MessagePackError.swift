/// Why bytes are not one MessagePack value.
public struct MessagePackError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with them.
    public enum Code: Hashable, Sendable {
        /// They end within the value.
        case endsEarly
        /// More follows behind the value.
        case trailingBytes
        /// A byte that begins no value: 0xC1.
        case reservedByte
        /// A text is not valid UTF-8.
        case invalidText
        /// An extension of type -1 that is no moment.
        case invalidTimestamp
        /// Arrays and maps are in each other deeper than is read.
        case tooDeep
    }

    public var code: Code
    /// Where it was found, counted from the first byte.
    public var offset: Int
    /// One sentence that shows nothing of the value.
    public var message: String

    public var description: String { "byte \(offset): \(message)" }

    init(_ code: Code, at offset: Int, _ message: String) {
        self.code = code
        self.offset = offset
        self.message = message
    }
}
