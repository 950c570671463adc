internal import MessagePack
internal import XCom
internal import XComSupervisor

/// An id with the values that belong to it; `nil` for a null.
struct FrameParts {
    var id: Int64
    var values: [WireValue?]

    /// - `counts`: How many parts there may be, the id included.
    init(_ payload: [UInt8], counts: ClosedRange<Int>) throws(FrameError) {
        var reader = MessagePackReader(payload)
        guard case .array(let count) = try reader.read({ (r) throws(MessagePackError) in try r.next() }),
            counts.contains(count)
        else { throw FrameError(.notFrame, offset: 0, "it is not an array of \(counts.words) values") }
        let place = reader.offset
        guard case .integer(let id) = try reader.read({ (r) throws(MessagePackError) in try r.next() }) else {
            throw FrameError(.notFrame, offset: place, "the id is not an integer of 64 bits")
        }
        self.id = id
        values = []
        for _ in 1..<count {
            let place = reader.offset
            let bytes = try reader.read { (r) throws(MessagePackError) in try r.nextValue() }
            values.append(try Self.value(bytes, at: place, id: id))
        }
        // What follows is an error of its own.
        _ = try reader.read { (r) throws(MessagePackError) in try r.next() }
    }

    /// The frame around a payload.
    static func frame(_ payload: [UInt8]) throws(FrameError) -> [UInt8] {
        guard payload.count <= FrameReader.longest else {
            throw FrameError(.tooLarge, "it has \(payload.count) bytes, and at most \(FrameReader.longest) are sent")
        }
        return Frame.bytes(ofPayload: payload)
    }

    private static func value(_ bytes: ArraySlice<UInt8>, at place: Int, id: Int64) throws(FrameError) -> WireValue? {
        do {
            let value = try WireValue(messagePack: bytes, at: place)
            return value.isNull ? nil : value
        } catch {
            var error = error
            error.id = id
            throw error
        }
    }
}

extension MessagePackReader {
    fileprivate mutating func read<Value>(
        _ body: (inout Self) throws(MessagePackError) -> Value
    ) throws(FrameError) -> Value {
        do {
            return try body(&self)
        } catch {
            throw FrameError(error)
        }
    }
}

extension ClosedRange<Int> {
    fileprivate var words: String {
        lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound) to \(upperBound)"
    }
}
