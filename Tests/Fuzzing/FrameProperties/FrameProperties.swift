internal import XCom
internal import XComRunner
internal import XComSupervisor

/// What must hold for any bytes that come from another process.
public enum FrameProperties {
    /// - Returns: what does not hold; `nil` where all does. That nothing traps is the first of the properties.
    public static func violation(_ bytes: [UInt8]) -> String? {
        guard let first = bytes.first else { return nil }
        // As they come, or as the text of one frame: by chance a length hardly ever fits.
        let text = Array(bytes.dropFirst())
        let stream = first % 2 == 0 ? text : framed(text)
        let whole = read([stream])
        for parts in [stream.map { [$0] }, halves(stream, at: Int(first)), halves(stream, at: 4)] {
            let again = read(parts)
            if again.frames != whole.frames || again.error != whole.error { return "frames depend on how they come" }
        }
        if first % 2 == 1, whole.frames != [text] || whole.error != nil { return "a frame is not what was sent" }
        for frame in whole.frames {
            let violation =
                violation(WorkerCommand.self, frame) ?? violation(WorkerEvent.self, frame)
                ?? violation(TaskReport.self, frame)
            if let violation { return violation }
        }
        return nil
    }

    private static func framed(_ text: [UInt8]) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: text.count >> $0) } + text
    }

    private static func halves(_ bytes: [UInt8], at index: Int) -> [[UInt8]] {
        [Array(bytes.prefix(index)), Array(bytes.dropFirst(index))]
    }

    private static func read(_ parts: [[UInt8]]) -> (frames: [[UInt8]], error: String?) {
        var reader = FrameReader()
        var frames: [[UInt8]] = []
        do {
            for part in parts {
                reader.append(part)
                while let frame = try reader.next() { frames.append(frame) }
            }
            return (frames, nil)
        } catch {
            return (frames, "\(error)")
        }
    }

    /// A message that is read is written as one that is read as the same.
    private static func violation<Message: Codable & Equatable>(_ type: Message.Type, _ frame: [UInt8]) -> String? {
        guard let message = try? WireDecoder(style: .message).decode(type, from: WireValue(utf8: frame)) else {
            return nil
        }
        guard let written = try? Frame.bytes(of: message), let text = read([written]).frames.first,
            let again = try? WireDecoder(style: .message).decode(type, from: WireValue(utf8: text))
        else { return "a \(type) is read that cannot be written" }
        return again == message ? nil : "a \(type) is another after writing and reading"
    }
}
