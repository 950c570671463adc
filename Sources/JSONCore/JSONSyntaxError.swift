/// Why a text is not JSON, or no JSON that can be taken.
public struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong. It shows nothing of the text.
    public var message: String
    /// Where: a count of bytes from the start of the text.
    public var offset: Int

    public init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }

    public var description: String {
        "\(message) at byte \(offset)"
    }
}
