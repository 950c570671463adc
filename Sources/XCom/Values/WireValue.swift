/// A value on the wire: the JSON text that Airflow would store, byte-exact from write to read.
///
/// The order of keys, the spelling of numbers and the escapes are those of the writer. The text is parsed only by
/// whoever needs it parsed.
public struct WireValue: Hashable, Sendable {
    /// The JSON text, in UTF-8.
    public var utf8: [UInt8]

    /// Takes over JSON text that is known to be valid.
    public init(utf8: [UInt8]) {
        self.utf8 = utf8
    }

    /// Takes over JSON text that is known to be valid.
    public init(text: String) {
        self.utf8 = Array(text.utf8)
    }

    /// The JSON text.
    public var text: String {
        String(decoding: utf8, as: UTF8.self)
    }

    /// The text `null`.
    public static let null = WireValue(text: "null")

    /// Whether the text is `null`: what Airflow hands out as Python's `None`.
    public var isNull: Bool {
        self == .null
    }
}
