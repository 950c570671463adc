/// Why a message could not be read: it is not JSON, or not what its type says.
package struct MessageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    package struct Code: Hashable, Sendable {
        private enum Base: Hashable { case notJSON, unknownType, missingField, wrongType, outOfRange, unknownField }
        private let base: Base

        /// The text is not JSON.
        package static let notJSON = Code(base: .notJSON)
        /// There is no message of that type.
        package static let unknownType = Code(base: .unknownType)
        /// A required field is not there.
        package static let missingField = Code(base: .missingField)
        /// A field has a value of another type.
        package static let wrongType = Code(base: .wrongType)
        /// A map index, or an index into a sequence, beyond 64 bits.
        package static let outOfRange = Code(base: .outOfRange)
        /// A field that the type has not here: the sender's SDK is newer.
        package static let unknownField = Code(base: .unknownField)
    }

    package var code: Code
    /// The message's type (`SetXCom`), where it is known.
    package var messageType: String?
    /// One sentence that shows no value.
    package var reason: String
    /// The fields of the message that are not known, or have something in them that is not.
    package var unknownFields: [String]

    init(_ code: Code, messageType: String? = nil, _ reason: String, unknownFields: [String] = []) {
        self.code = code
        self.messageType = messageType
        self.reason = reason
        self.unknownFields = unknownFields
    }

    /// - `paths`: the keys that lead to each value that nobody has read.
    init(unread paths: [[String]]) {
        let names = paths.map { ".\($0.joined(separator: "."))" }
        self.init(
            .unknownField, "\(names.joined(separator: ", ")) is not known here",
            unknownFields: paths.compactMap(\.first))
    }

    package var description: String {
        "cannot read the message\(messageType.map { " \($0)" } ?? ""): \(Self.line(reason))"
    }

    /// A reason may have names in it that were sent: what would break the line, and what is very long, is left out.
    private static func line(_ text: String) -> String {
        let longest = 300
        let scalars = text.unicodeScalars.prefix(longest + 1).map { scalar in
            let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
            return isControl ? "\u{FFFD}" : Character(scalar)
        }
        return scalars.count > longest ? String(scalars.prefix(longest)) + "…" : String(scalars)
    }
}
