internal import MessagePack
package import XComSupervisor

/// Why a frame could not be read, or a message not be written as one.
package struct FrameError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    package enum Code: Hashable, Sendable {
        /// The bytes are not one MessagePack value.
        case notMessagePack
        /// It is not an id with what belongs to it.
        case notFrame
        /// It holds what JSON cannot: bytes, an extension, a number that is not finite, a key that is no text.
        case notJSON
        /// The message in it is none, or not what its type says.
        case message(MessageError.Code)
        /// An integer beyond 64 bits, or a frame longer than one may be.
        case tooLarge
    }

    package var code: Code
    /// The request that it is, or answers, where that could be read.
    package var id: Int64?
    /// The byte of the frame's payload where it was found.
    package var offset: Int?
    /// One sentence that shows no value.
    package var reason: String

    init(_ code: Code, id: Int64? = nil, offset: Int? = nil, _ reason: String) {
        self.code = code
        self.id = id
        self.offset = offset
        self.reason = reason
    }

    init(_ error: MessagePackError, after offset: Int = 0) {
        self.init(.notMessagePack, offset: offset + error.offset, error.message)
    }

    init(_ error: MessageError, id: Int64?) {
        self.init(.message(error.code), id: id, error.description)
    }

    package var description: String {
        "frame\(id.map { " \($0)" } ?? ""): \(offset.map { "byte \($0): " } ?? "")\(reason)"
    }
}
