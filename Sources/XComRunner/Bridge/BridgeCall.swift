internal import XCom
package import XComPython

/// A call of one entry point of `python/xcom_bridge`.
///
/// The members of the request and of its answer are spelled in snake case on Python's side, where `contract` has the
/// same types; a test compares the two. A member that is `nil` is left out of the request.
package protocol BridgeCall: Codable {
    associatedtype Answer: Decodable
    /// The name of the entry point.
    static var name: String { get }
}

/// The answer of an entry point that has nothing to say.
package struct NoAnswer: Decodable {}

/// An exception that an entry point tells of instead of raising it.
package struct RaisedError: Codable, Hashable, Sendable {
    /// The full name of the exception's type.
    package var type: String
    package var message: String
}

extension BridgeCall {
    /// The request as it is handed over.
    func encoded() throws -> WireValue {
        try WireEncoder(style: .message, names: .snakeCase).encode(self)
    }

    /// Reads what the entry point gave back.
    static func answer(_ text: WireValue) throws -> Answer {
        try WireDecoder(style: .message, names: .snakeCase).decode(Answer.self, from: text)
    }
}

extension Interpreter {
    /// Calls an entry point and reads its answer.
    ///
    /// - Throws: `PythonError` where it raises.
    package func perform<Call: BridgeCall>(_ call: Call) throws -> Call.Answer {
        try Call.answer(perform(Call.self, request: call.encoded()))
    }

    /// Calls an entry point for a process that has made the request, or reads the answer, elsewhere.
    func perform<Call: BridgeCall>(_ call: Call.Type, request: WireValue) throws(PythonError) -> WireValue {
        try perform(Call.name, request: request)
    }

    /// Calls the entry point of a name that another process has sent.
    func perform(_ name: String, request: WireValue) throws(PythonError) -> WireValue {
        WireValue(utf8: try self.call(module: "xcom_bridge", function: name, json: request.utf8))
    }
}
