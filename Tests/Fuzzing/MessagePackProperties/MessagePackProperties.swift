internal import MessagePack
internal import XCom
internal import XComFrames
internal import XComSupervisor

/// What must hold for any bytes that a runtime of another language, or its supervisor, gets in a frame.
public enum MessagePackProperties {
    /// - Returns: what does not hold; `nil` where all does. That nothing traps is the first of the properties.
    public static func violation(_ bytes: [UInt8]) -> String? {
        tokenViolation(bytes) ?? Decoder.allCases.compactMap { $0.judge(bytes).violation }.first
    }

    /// Who reads a frame.
    public enum Decoder: String, CaseIterable, Sendable {
        /// A supervisor reads what a runtime sends.
        case requests
        /// A runtime reads what its supervisor sends.
        case responses

        /// What becomes of a payload.
        public func judge(_ payload: [UInt8]) -> Judgement {
            switch self {
            case .requests:
                MessagePackProperties.judge(
                    payload, read: { try RequestFrame(payload: $0) }, write: { try $0.bytes() },
                    describe: { "\($0.id) \(try text($0.message)) \($0.contextCarrier?.text ?? "")" })
            case .responses:
                MessagePackProperties.judge(
                    payload, read: { try ResponseFrame(payload: $0) }, write: { try $0.bytes() },
                    describe: { "\($0.id) \(try $0.body.map(text) ?? "") \(try $0.error.map { try text($0) } ?? "")" })
            }
        }
    }

    /// What became of a payload.
    public enum Judgement: Hashable, Sendable {
        /// It was read, and goes out as it came.
        case read
        /// It was refused, with a reason of a kind.
        case refused(kind: String)
        /// Neither, or not as it should be.
        case wrong(String)

        /// What does not hold.
        public var violation: String? {
            if case .wrong(let violation) = self { violation } else { nil }
        }
    }

    private static func text(_ message: any Message) throws -> String {
        String(decoding: try message.json(), as: UTF8.self)
    }

    // MARK: Tokens

    /// What is read is written in no more bytes, which are read as the same.
    private static func tokenViolation(_ bytes: [UInt8]) -> String? {
        do {
            let written = try rewritten(bytes)
            if written.count > bytes.count { return "a value is longer after writing" }
            if try rewritten(written) != written { return "a value is another after writing and reading" }
        } catch let error as MessagePackError {
            if !(0...bytes.count).contains(error.offset) { return "an error is at byte \(error.offset)" }
        } catch {
            return "an error is none of MessagePack's: \(error)"
        }
        return nil
    }

    private static func rewritten(_ bytes: [UInt8]) throws -> [UInt8] {
        var reader = MessagePackReader(bytes)
        var writer = MessagePackWriter()
        while let token = try reader.next() { writer.append(token) }
        return writer.bytes
    }

    // MARK: Frames

    /// A frame that is read is written as one that is read as the same; an error says in a line what and where.
    private static func judge<Frame>(
        _ payload: [UInt8], read: ([UInt8]) throws -> Frame, write: (Frame) throws -> [UInt8],
        describe: (Frame) throws -> String
    ) -> Judgement {
        let frame: Frame
        do {
            frame = try read(payload)
        } catch let error as FrameError {
            return judge(error, payload)
        } catch {
            return .wrong("an error is none of a frame's: \(error)")
        }
        do {
            let again = try read(Array(write(frame).dropFirst(4)))
            let isSame = try describe(again) == describe(frame)
            return isSame ? .read : .wrong("a frame is another after writing and reading")
        } catch {
            return .wrong("a frame is read that cannot be written and read again: \(error)")
        }
    }

    private static func judge(_ error: FrameError, _ payload: [UInt8]) -> Judgement {
        guard (0...payload.count).contains(error.offset ?? 0) else {
            return .wrong("an error is at byte \(error.offset ?? 0)")
        }
        let text = error.description
        let isLine = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard isLine, text.hasPrefix("frame"), text.unicodeScalars.count <= 1000 else {
            return .wrong("an error is not said in a line")
        }
        return .refused(kind: error.kind)
    }
}

extension FrameError {
    /// The kind of what is wrong.
    fileprivate var kind: String {
        switch code {
        case .notMessagePack: "not MessagePack"
        case .notFrame: "no frame"
        case .notJSON: "not JSON"
        case .tooLarge: "too large"
        case .message(.unknownType): "no such message"
        case .message(.missingField): "a field is missing"
        case .message(.unknownField): "a field too many"
        case .message: "a field of another type"
        }
    }
}
