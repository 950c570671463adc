/// A value that is bound to a statement: one of SQLite's types.
package enum Argument: Sendable {
    case null
    case int(Int)
    case real(Double)
    case text(String)
    /// A text by its bytes in UTF-8.
    case utf8([UInt8])
    case blob([UInt8])

    /// A text, or NULL.
    package static func optional(_ text: String?) -> Argument {
        text.map { .text($0) } ?? .null
    }

    /// A number, or NULL.
    package static func optional(_ number: Int?) -> Argument {
        number.map { .int($0) } ?? .null
    }

    /// SQLite's truth: 1 or 0.
    package static func bool(_ value: Bool) -> Argument {
        .int(value ? 1 : 0)
    }
}
