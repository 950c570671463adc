internal import JSONCore
internal import MessagePack
internal import XCom

extension WireValue {
    /// The JSON text of a MessagePack value; a moment becomes a text in ISO 8601.
    ///
    /// - `offset`: Where the value stands in what errors count from.
    init(messagePack bytes: ArraySlice<UInt8>, at offset: Int) throws(FrameError) {
        var reader = MessagePackReader(bytes)
        var writer = JSONWriter()
        /// The brackets that end what is open.
        var ends: [UInt8] = []
        var isFirst = true
        while true {
            let (isKey, place) = (reader.isAtKey, reader.offset)
            let token: MessagePackToken
            do {
                guard let next = try reader.next() else { break }
                token = next
            } catch {
                throw FrameError(error, after: offset)
            }
            let isValue = ends.last == UInt8(ascii: "}") && !isKey
            if !isFirst, !isValue { writer.append(", ") }
            isFirst = false
            do {
                try writer.append(token, isKey: isKey)
            } catch {
                throw FrameError(.notJSON, offset: offset + place, error.reason)
            }
            switch token {
            case .array(let count) where count > 0: ends.append(UInt8(ascii: "]"))
            case .map(let count) where count > 0: ends.append(UInt8(ascii: "}"))
            default:
                while ends.count > reader.depth { writer.append(ends.removeLast()) }
                continue
            }
            isFirst = true
        }
        self = writer.wireValue
    }
}

/// A value that JSON has not.
private struct NotJSON: Error {
    var reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

extension JSONWriter {
    /// Writes a scalar, or the bracket that begins an array or an object; both where there is nothing in it.
    fileprivate mutating func append(_ token: MessagePackToken, isKey: Bool) throws(NotJSON) {
        if isKey {
            guard case .text(let key) = token else { throw NotJSON("the key of a map is not a text") }
            string(key)
            return append(": ")
        }
        switch token {
        case .null: append("null")
        case .bool(let value): value ? append("true") : append("false")
        case .integer(let value): integer(Int(value))
        case .largeInteger(let value): append(json: String(value))
        case .float(let value): try append(number: Double(value))
        case .double(let value): try append(number: value)
        case .text(let text): string(text)
        case .binary: throw NotJSON("bytes are not a value that JSON has")
        case .extended(let type, _): throw NotJSON("an extension of type \(type) is not a value that JSON has")
        case .timestamp(let timestamp): try append(timestamp)
        case .array(let count): append(json: count > 0 ? "[" : "[]")
        case .map(let count): append(json: count > 0 ? "{" : "{}")
        }
    }

    private mutating func append(number: Double) throws(NotJSON) {
        guard number.isFinite else { throw NotJSON("a number that is not finite is not a value that JSON has") }
        double(number)
    }

    private mutating func append(_ timestamp: MessagePackTimestamp) throws(NotJSON) {
        let (microseconds, overflows) = timestamp.seconds.multipliedReportingOverflow(by: 1_000_000)
        let range = Timestamp.pythonRange
        // The years that are allowed are far from what overflows.
        let moment = Timestamp(microseconds: microseconds &+ Int64(timestamp.nanoseconds / 1000))
        guard !overflows, range.contains(moment) else { throw NotJSON("a moment is not in the years 1 to 9999") }
        string(moment.iso8601)
    }
}
