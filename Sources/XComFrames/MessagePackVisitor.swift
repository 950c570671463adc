internal import MessagePack
internal import XCom

/// Writes as MessagePack what is told of a message.
struct MessagePackVisitor: WireVisitor {
    /// How moments are written.
    enum Moments {
        /// As a supervisor writes them: MessagePack's own extension.
        case timestamps
        /// As a runtime writes them: texts in ISO 8601.
        case texts
    }

    private(set) var writer = MessagePackWriter()
    private let moments: Moments

    init(moments: Moments) {
        self.moments = moments
    }

    mutating func append(_ token: MessagePackToken) { writer.append(token) }

    mutating func null() { writer.append(.null) }
    mutating func bool(_ value: Bool) { writer.append(.bool(value)) }
    mutating func string(_ text: String) { writer.append(.text(text)) }
    mutating func key(_ text: String) { writer.append(.text(text)) }
    mutating func array(count: Int) { writer.append(.array(count: count)) }
    mutating func object(count: Int) { writer.append(.map(count: count)) }

    mutating func number(_ text: String) throws {
        if text.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }) {
            guard let value = Double(text), value.isFinite else {
                throw FrameError(.tooLarge, "a number is greater than a float can be")
            }
            writer.append(.double(value))
        } else if let value = Int64(text) {
            writer.append(.integer(value))
        } else if let value = UInt64(text) {
            writer.append(.largeInteger(value))
        } else {
            throw FrameError(
                .tooLarge, "an integer of \(text.utf8.count) digits is beyond the 64 bits that MessagePack has")
        }
    }

    mutating func moment(_ timestamp: Timestamp) {
        let (seconds, microseconds) = timestamp.microseconds.flooredDivision(by: 1_000_000)
        if moments == .timestamps,
            let moment = MessagePackTimestamp(seconds: seconds, nanoseconds: UInt32(microseconds) * 1000)
        {
            writer.append(.timestamp(moment))
        } else {
            writer.append(.text(timestamp.iso8601))
        }
    }
}

extension Int64 {
    /// The quotient rounded down, and what is left: never negative.
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
