internal import XCom

/// How messages between processes stand in a stream of bytes: the length of the text (4 bytes, big-endian), then the
/// message as JSON.
package enum Frame {
    package static func bytes(of message: some Encodable) throws -> [UInt8] {
        let text = try WireEncoder(style: .message).encode(message).utf8
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count + 4)
        let length = UInt32(text.count)
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        bytes.append(contentsOf: text)
        return bytes
    }
}

/// Puts frames together from the bytes that came.
package struct FrameReader {
    /// A longer frame is not one of ours: a folder of 10,000 DAGs is described in less.
    static let longest = 1 << 30

    /// The bytes are no frames.
    struct Malformed: Error, CustomStringConvertible {
        var length: Int
        var description: String { "a frame of \(length) bytes" }
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

    /// The text of the next whole frame; `nil` while there is none.
    package mutating func next() throws -> [UInt8]? {
        guard buffer.count - start >= 4 else { return nil }
        let length = buffer[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.longest else { throw Malformed(length: length) }
        guard buffer.count - start - 4 >= length else { return nil }
        let body = start + 4
        start = body + length
        return Array(buffer[body..<start])
    }
}
