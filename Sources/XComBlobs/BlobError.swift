/// Why a blob could not be written or read.
public struct BlobError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    public enum Code: Hashable, Sendable {
        /// There is no such blob.
        case missing
        /// What is there is not what was written.
        case damaged
        /// There is no room left.
        case full
        /// The place cannot be reached, or refuses.
        case unavailable
        /// A setting makes no sense, or names what is not supported.
        case settings
    }

    /// What kind of failure it is.
    public var code: Code
    /// One sentence: what, where, what to do.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
