internal import JSONCore
internal import XCom

extension Document {
    /// One line of JSON, spaced as Python's `json.dumps` spaces it.
    var json: String {
        switch self {
        case .null, .unreadable: "null"
        case .text(let text): Self.quoted(text)
        case .number(let number): String(number)
        case .decimal(let number): String(number)
        case .value(let value): value.text
        case .list(let items): "[" + items.map(\.json).joined(separator: ", ") + "]"
        case .object(let fields):
            "{" + fields.map { "\(Self.quoted($0)): \($1.json)" }.joined(separator: ", ") + "}"
        }
    }

    /// A JSON string, readable: what is not ASCII stays as it is.
    static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(readable: text)
        return String(decoding: writer.bytes, as: UTF8.self).readableJSON
    }
}
