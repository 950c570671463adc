internal import MessagePack
internal import XCom
internal import XComFrames
internal import XComSupervisor

/// What must hold for any bytes that a runtime of another language, or its supervisor, gets in a frame.
public enum MessagePackProperties {
    /// - Returns: what does not hold; `nil` where all does. That nothing traps is the first of the properties.
    public static func violation(_ bytes: [UInt8]) -> String? {
        tokenViolation(bytes)
            ?? violation(
                bytes, read: { try RequestFrame(payload: $0) }, write: { try $0.bytes() },
                describe: { "\($0.id) \(try text($0.message)) \($0.contextCarrier?.text ?? "")" })
            ?? violation(
                bytes, read: { try ResponseFrame(payload: $0) }, write: { try $0.bytes() },
                describe: { "\($0.id) \(try $0.body.map(text) ?? "") \(try $0.error.map { try text($0) } ?? "")" })
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

    /// A frame that is read is written as one that is read as the same; an error says where.
    private static func violation<Frame>(
        _ payload: [UInt8], read: ([UInt8]) throws -> Frame, write: (Frame) throws -> [UInt8],
        describe: (Frame) throws -> String
    ) -> String? {
        let frame: Frame
        do {
            frame = try read(payload)
        } catch let error as FrameError {
            let isPlaced = (0...payload.count).contains(error.offset ?? 0)
            return isPlaced ? nil : "an error is at byte \(error.offset ?? 0)"
        } catch {
            return "an error is none of a frame's: \(error)"
        }
        do {
            let again = try read(Array(write(frame).dropFirst(4)))
            return try describe(again) == describe(frame) ? nil : "a frame is another after writing and reading"
        } catch {
            return "a frame is read that cannot be written and read again: \(error)"
        }
    }
}
