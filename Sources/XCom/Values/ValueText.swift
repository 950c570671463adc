internal import JSONCore

extension WireValue {
    /// The value as people write it: `2026-01-02T03:04:05+00:00` where serde has written an envelope, letters where JSON has
    /// escapes. For people only: what a program reads is the JSON text.
    ///
    /// - `limit`: Of a longer text so many characters are given, and the size of the stored value behind them.
    package func readable(limit: Int? = nil) -> String {
        var writer = ValueText(limit: limit)
        if let json = try? JSONText(utf8, allowsNonFinite: true) {
            writer.append(json, depth: 0)
        } else {
            writer.append(stored: utf8)
        }
        guard let limit, writer.length > limit else { return writer.text }
        return String(writer.text.unicodeScalars.prefix(limit - 1)) + "… (\(ByteSize(utf8.count)))"
    }
}

/// Writes a stored value for people.
struct ValueText {
    private(set) var text = ""
    /// In Unicode scalars.
    private(set) var length = 0
    private let limit: Int?

    /// What is nested deeper is shown as it is stored.
    private static let deepest = 50

    init(limit: Int?) {
        self.limit = limit
    }

    /// Whether nobody sees what comes next.
    private var isFull: Bool { limit.map { length > $0 } ?? false }
    /// More items than this have no room.
    private var mostItems: Int { limit.map { $0 + 1 } ?? .max }

    mutating func append(_ part: String) {
        text += part
        length += part.unicodeScalars.count
    }

    /// JSON as it is stored.
    mutating func append(stored bytes: [UInt8]) {
        // A scalar has four bytes at most; one that is cut in the middle is behind what is shown.
        append(String(decoding: limit.map { bytes.prefix(4 * $0 + 4) } ?? bytes[...], as: UTF8.self))
    }

    mutating func append(_ json: JSONText, depth: Int) {
        guard !isFull else { return }
        guard depth < Self.deepest else { return append(stored: json.wireValue.utf8) }
        switch json.kind {
        case .array: append(items: json, between: "[", "]", depth: depth)
        case .string: append(string: json)
        case .object: append(object: json, depth: depth)
        case .null, .bool, .number: append(stored: json.wireValue.utf8)
        }
    }

    /// The items of an array, with other brackets where it stands for something else.
    mutating func append(items json: JSONText, between opening: String, _ closing: String, depth: Int) {
        append(opening)
        for (number, item) in (json.items(atMost: mostItems) ?? []).enumerated() {
            guard !isFull else { return }
            if number > 0 { append(", ") }
            append(item, depth: depth + 1)
        }
        append(closing)
    }

    /// The members of an object.
    mutating func append(
        members: [(key: String, value: JSONText)], between opening: String, _ closing: String, separator: String,
        key spelled: (String) -> String, depth: Int
    ) {
        append(opening)
        for (number, member) in members.enumerated() {
            guard !isFull else { return }
            if number > 0 { append(", ") }
            append(spelled(member.key) + separator)
            append(member.value, depth: depth + 1)
        }
        append(closing)
    }

    private mutating func append(object json: JSONText, depth: Int) {
        // A key that no text of Swift can hold: half of a surrogate pair.
        guard let members = try? json.members(atMost: mostItems) else { return append(stored: json.wireValue.utf8) }
        if let envelope = SerializedObject(members) { return append(envelope, depth: depth) }
        append(members: members, between: "{", "}", separator: ": ", key: Self.quoted, depth: depth)
    }

    private mutating func append(string json: JSONText) {
        let stored = json.wireValue.utf8
        if let limit, stored.count > 8 * limit { return append(stored: stored) }
        guard let string = try? json.string() else { return append(stored: stored) }
        append(Self.quoted(string))
    }

    static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(readable: text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
