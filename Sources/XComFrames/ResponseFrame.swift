internal import MessagePack
package import XComSupervisor

/// What a supervisor sends to its runtime: `[id, body, error]`. Without either of the two the request is done, and there is
/// nothing to say.
///
/// Airflow: the SDK's `execution_time/comms.py, _ResponseFrame`.
package struct ResponseFrame: Sendable {
    /// The request's; 0 for what was not asked for: the ``StartupDetails``.
    package var id: Int64
    package var body: (any ToTask)?
    package var error: ErrorResponse?

    package init(id: Int64, body: (any ToTask)? = nil, error: ErrorResponse? = nil) {
        self.id = id
        self.body = body
        self.error = error
    }

    /// The whole frame, its length included.
    ///
    /// - Throws: ``FrameError``; `EncodingError` for what no message can hold.
    package func bytes() throws -> [UInt8] {
        var visitor = MessagePackVisitor(moments: .timestamps)
        visitor.append(.array(count: 3))
        visitor.append(.integer(id))
        for message in [body, error] as [(any ToTask)?] {
            if let message { try message.encode(to: &visitor) } else { visitor.null() }
        }
        return try FrameParts.frame(visitor.writer.bytes)
    }

    /// Reads what is in a frame.
    package init(payload: [UInt8]) throws(FrameError) {
        let parts = try FrameParts(payload, counts: 3...3)
        id = parts.id
        do throws(MessageError) {
            body = try parts.values[0].map { json throws(MessageError) in try Supervisor.reply(json: json.utf8) }
            error = try parts.values[1].map { json throws(MessageError) in try ErrorResponse(json: json.utf8) }
        } catch {
            throw FrameError(error, id: id)
        }
    }
}
