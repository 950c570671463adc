/// What a supervisor answers to a message.
public enum Reply: Sendable {
    /// Done, and there is nothing to say.
    case empty
    /// Done, with a sentence for the task's log.
    case warning(String)
    /// The answer. An ``ErrorResponse`` here means: not found.
    case body(any ToTask)
    /// The message is refused: the task gets an `AirflowRuntimeError`.
    case error(ErrorResponse)

    /// `{"body": ..., "error": ...}`; `nil` where there is neither.
    public func json() throws -> [UInt8]? {
        switch self {
        case .empty: nil
        case .warning(let text): try MessageCoding.encode(body: nil, error: nil, warning: text).utf8
        case .body(let message): try MessageCoding.encode(body: message, error: nil).utf8
        case .error(let response): try MessageCoding.encode(body: nil, error: response).utf8
        }
    }
}
