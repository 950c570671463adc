internal import MessagePack
package import XCom
package import XComSupervisor

/// What a runtime sends to its supervisor: `[id, body]` or `[id, body, context_carrier]`.
///
/// Airflow: the SDK's `execution_time/comms.py, _RequestFrame`.
package struct RequestFrame: Sendable {
    /// Chosen by the runtime; the response has it as well.
    package var id: Int64
    package var message: any ToSupervisor
    /// The trace that the request belongs to: a JSON object.
    package var contextCarrier: WireValue?

    package init(id: Int64, message: any ToSupervisor, contextCarrier: WireValue? = nil) {
        self.id = id
        self.message = message
        self.contextCarrier = contextCarrier
    }

    /// The whole frame, its length included.
    ///
    /// - Throws: ``FrameError``; `EncodingError` for what no message can hold.
    package func bytes() throws -> [UInt8] {
        var visitor = MessagePackVisitor(moments: .texts)
        visitor.append(.array(count: contextCarrier == nil ? 2 : 3))
        visitor.append(.integer(id))
        try message.encode(to: &visitor)
        try contextCarrier?.visit(&visitor)
        return try FrameParts.frame(visitor.writer.bytes)
    }

    /// Reads what is in a frame.
    package init(payload: [UInt8]) throws(FrameError) {
        let parts = try FrameParts(payload, counts: 2...3)
        id = parts.id
        guard let body = parts.values[0] else { throw FrameError(.notFrame, id: id, "there is no message in it") }
        do throws(MessageError) {
            message = try Supervisor.message(json: body.utf8)
        } catch {
            throw FrameError(error, id: id)
        }
        contextCarrier = parts.values.count > 1 ? parts.values[1] : nil
    }
}
