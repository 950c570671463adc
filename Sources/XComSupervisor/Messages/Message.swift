package import XCom

/// A message between a task and its supervisor: a JSON object whose `type` says which.
///
/// The names of the types and their fields are those of the Task SDK's models (`task-sdk execution_time/comms.py`),
/// the fields in camel case. Values of any JSON are `WireValue`: their text goes through as it is.
package protocol Message: Codable, Hashable, Sendable {
    /// What `type` says.
    static var type: String { get }
    /// Fields that have to be there though they may be `null`.
    static var nullableFields: [String] { get }
}

extension Message {
    // `String(describing:)` looks four protocols up for each of a hundred types: milliseconds of a bundle's start.
    package static var type: String { _typeName(Self.self, qualified: false) }
    package static var nullableFields: [String] { [] }

    /// Reads the message from its JSON.
    package init(json: [UInt8]) throws(MessageError) {
        self = try MessageCoding.decode(Self.self, from: json)
    }

    /// The message as a JSON object with its `type`.
    package func json() throws -> [UInt8] {
        try MessageCoding.encode(message: self).utf8
    }

    /// Tells a visitor what ``json()`` would write, for another coding.
    package func encode(to visitor: inout some WireVisitor) throws {
        try MessageCoding.encode(message: self, to: &visitor)
    }
}

/// A message that a task sends to its supervisor.
package protocol ToSupervisor: Message {
    /// The answer that `supervisor` gives from its store.
    ///
    /// - Throws: ``SupervisorError`` where the message is refused, `StoreError` where the store fails.
    func answer(by supervisor: Supervisor) throws -> Reply
}

/// A message that a supervisor sends to its task.
package protocol ToTask: Message {}
