internal import XCom

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
        case .warning(let text):
            Array(#"{"body": null, "error": null, "warning": "#.utf8) + WireValue(encoding: text).utf8 + Array("}".utf8)
        case .body(let message): Array(#"{"body": "#.utf8) + (try message.json()) + Array(#", "error": null}"#.utf8)
        case .error(let response): Array(#"{"body": null, "error": "#.utf8) + (try response.json()) + Array("}".utf8)
        }
    }
}
