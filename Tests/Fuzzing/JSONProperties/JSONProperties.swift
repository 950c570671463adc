internal import Foundation
internal import XCom

/// What must hold for any bytes that are taken for JSON.
///
/// The fuzzer hunts for bytes for which it does not, and the tests hold it for those that it found.
public enum JSONProperties {
    /// - Returns: what does not hold; `nil` where all does. That nothing traps is the first of the properties.
    public static func violation(_ bytes: [UInt8]) -> String? {
        let text = Result { () throws(JSONSyntaxError) in try JSONText(bytes) }
        let tree = Result { () throws(any Error) in try JSONValue(parsing: bytes) }
        switch (text, tree) {
        case (.failure(let a), .failure(let b as JSONSyntaxError)):
            // A tree is read up to what it cannot hold, which may come before what is not JSON.
            return a == b || isBeyondTrees(b) ? nil : "two errors for one text: \(a), and \(b)"
        case (.success, .failure(let error as JSONSyntaxError)):
            return isBeyondTrees(error) ? nil : "a checked text has no tree: \(error)"
        case (.success(let text), .success(let tree)):
            return violation(text, tree) ?? violation(ofTypes: text)
        default:
            return "there is a tree of what is not JSON"
        }
    }

    private static func isBeyondTrees(_ error: JSONSyntaxError) -> Bool {
        error.message.hasPrefix("half of a surrogate pair") || error.message.hasPrefix("values are nested deeper")
    }

    private static func violation(_ text: JSONText, _ tree: JSONValue) -> String? {
        let written = tree.utf8
        guard let again = try? JSONValue(parsing: written) else { return "what was written cannot be read" }
        if again != tree { return "writing and reading changes the tree" }
        if again.utf8 != written { return "the same tree is written in two ways" }
        if !written.allSatisfy({ $0 >= 0x20 && $0 < 0x80 }) { return "what was written is not plain ASCII" }
        if (try? walked(text, depth: 0)) ?? tree != tree { return "walking along the text gives another tree" }
        return nil
    }

    /// The tree of a text by way of its parts; `nil` where it goes too deep for calls.
    private static func walked(_ text: JSONText, depth: Int) throws -> JSONValue? {
        guard depth < 100 else { return nil }
        switch text.kind {
        case .null: return .null
        case .bool: return text.bool.map { .bool($0) }
        case .number: return text.number.map { .number($0) }
        case .string: return try text.string().map { .string($0) }
        case .array:
            var values: [JSONValue] = []
            for item in text.items() ?? [] {
                guard let value = try walked(item, depth: depth + 1) else { return nil }
                values.append(value)
            }
            return .array(values)
        case .object:
            var members: [(key: String, value: JSONValue)] = []
            for member in try text.members() ?? [] {
                guard let value = try walked(member.value, depth: depth + 1) else { return nil }
                members.append((member.key, value))
            }
            return .object(members)
        }
    }

    // MARK: Types

    private static func violation(ofTypes text: JSONText) -> String? {
        for style in [WireStyle.xcom, .message] {
            if let violation = violation(Everything.self, text, style) { return violation }
            let scalars: [any (Codable & Equatable).Type] = [
                Timestamp.self, Date.self, CalendarDate.self, Duration.self, UUID.self, Decimal.self, Double.self,
                Float.self, Int.self, Int8.self, UInt128.self, Bool.self, String.self, Set<Int>.self,
                Tuple<Int, String>.self, [String: [Double?]].self, JSONValue.self, WireValue.self, Nested.self,
            ]
            for type in scalars {
                if let violation = violation(type, text, style) { return violation }
            }
        }
        return nil
    }

    /// What is read as a type is written as something that is read as the same.
    private static func violation<Value: Codable & Equatable>(
        _ type: Value.Type, _ text: JSONText, _ style: WireStyle
    ) -> String? {
        let wire = text.wireValue
        guard let value = try? WireDecoder(style: style).decode(type, from: wire) else { return nil }
        guard let written = try? WireEncoder(style: style).encode(value) else {
            // A tree may have the keys that Airflow reserves, but a dictionary with them is not written.
            return style == .xcom && wire.text.contains("_") ? nil : "a \(type) is read that cannot be written"
        }
        guard let again = try? WireDecoder(style: style).decode(type, from: written) else {
            return "a \(type) is written that cannot be read: \(written.text)"
        }
        if again == value { return nil }
        // Airflow stores moments as floating point numbers, which from the year 2242 on are further apart than
        // microseconds: a moment moves once to the next of them.
        let holdsMoments = type == Timestamp.self || type == Date.self || type == Everything.self
        if holdsMoments, let rewritten = try? WireEncoder(style: style).encode(again),
            (try? WireDecoder(style: style).decode(type, from: rewritten)) == again
        {
            return nil
        }
        return "a \(type) is another after writing and reading: \(written.text)"
    }

    private struct Everything: Codable, Equatable {
        var a: Timestamp?
        var b: Duration?
        var c: Decimal?
        var d: [Date]?
        var e: CalendarDate?
        var f: UUID?
        var g: Set<String>?
        var h: Tuple<Int, Double>?
        var i: [String: WireValue]?
        var j: JSONValue?
        var k: Double?
        var l: Int64?
    }

    /// A type that goes into itself.
    private struct Nested: Codable, Equatable {
        var n: [Nested]
    }
}
