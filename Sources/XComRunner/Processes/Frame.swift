/// One message between main process, worker and task processes: what it is, which order it belongs to, and its content.
///
/// On the wire: the length of what follows (4 bytes, big-endian), a byte for the kind, 4 bytes for the token, the content
/// (JSON, or nothing).
struct Frame: Equatable {
    enum Kind: UInt8 {
        // Main to worker.
        case prepare, start, validate, signal, shutdown
        // Worker to main.
        case loaded, exited, answer, failed
        // Task process to main.
        case done
    }

    var kind: Kind
    /// The number of the order that the frame belongs to.
    var token: Int32 = 0
    var content: [UInt8] = []

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(content.count + 9)
        Self.append(UInt32(content.count + 5), to: &bytes)
        bytes.append(kind.rawValue)
        Self.append(UInt32(bitPattern: token), to: &bytes)
        bytes.append(contentsOf: content)
        return bytes
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}

/// Puts frames together from the bytes that came.
struct FrameReader {
    private var buffer: [UInt8] = []
    private var start = 0

    mutating func append(_ bytes: [UInt8]) {
        if start > 0 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame; one of a kind that is not known is passed over.
    mutating func next() -> Frame? {
        while buffer.count - start >= 4 {
            let length = Int(number(at: start))
            guard buffer.count - start >= 4 + length else { return nil }
            let body = start + 4
            start = body + length
            guard length >= 5, let kind = Frame.Kind(rawValue: buffer[body]) else { continue }
            let token = Int32(bitPattern: number(at: body + 1))
            return Frame(kind: kind, token: token, content: Array(buffer[(body + 5)..<(body + length)]))
        }
        return nil
    }

    private func number(at position: Int) -> UInt32 {
        buffer[position..<position + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// A descriptor that frames are written to and read from.
final class FrameChannel {
    let descriptor: Int32
    private var reader = FrameReader()
    /// Whether the other side has closed.
    private(set) var isAtEnd = false

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    func send(_ frame: Frame) throws {
        try Descriptor.write(frame.bytes, to: descriptor)
    }

    /// The frames that are there; waits for bytes where the descriptor blocks.
    func receive() throws -> [Frame] {
        if let bytes = try Descriptor.read(descriptor) {
            if bytes.isEmpty { isAtEnd = true }
            reader.append(bytes)
        }
        var frames: [Frame] = []
        while let frame = reader.next() { frames.append(frame) }
        return frames
    }
}
