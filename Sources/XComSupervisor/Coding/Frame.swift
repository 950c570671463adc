internal import XCom

/// How messages between processes stand in a stream of bytes: their length (4 bytes, big-endian), then the message, as
/// JSON or, to runtimes of other languages, as MessagePack.
package enum Frame {
    /// The length that comes before a message.
    package static let headerSize = 4

    package static func bytes(of message: some Encodable) throws -> [UInt8] {
        bytes(ofPayload: try WireEncoder(style: .message).encode(message).utf8)
    }

    /// A message that is written already.
    package static func bytes(ofPayload payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + headerSize)
        let length = UInt32(payload.count)
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        bytes.append(contentsOf: payload)
        return bytes
    }
}

/// Puts frames together from the bytes that came.
package struct FrameReader {
    /// A longer frame is not one of ours: a folder of 10,000 DAGs is described in less.
    package static let longest = 1 << 30

    /// The bytes are no frames.
    package struct Malformed: Error, CustomStringConvertible {
        package var length: Int
        package var description: String { "a frame of \(length) bytes" }
    }

    private var buffer: [UInt8] = []
    private var start = 0

    package init() {}

    package mutating func append(_ bytes: [UInt8]) {
        if start > 0 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// What is in the next whole frame; `nil` while there is none.
    package mutating func next() throws(Malformed) -> [UInt8]? {
        guard buffer.count - start >= Frame.headerSize else { return nil }
        let body = start + Frame.headerSize
        let length = buffer[start..<body].reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.longest else { throw Malformed(length: length) }
        guard buffer.count - body >= length else { return nil }
        start = body + length
        return Array(buffer[body..<start])
    }
}
