internal import Foundation
internal import XCom

/// JSON that a person typed.
enum JSONArgument {
    /// - Throws: a usage failure where the text is no JSON.
    static func wireValue(_ text: Data, of what: String) throws -> WireValue {
        _ = try parsed(text, of: what)
        let trimmed = String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return WireValue(text: trimmed)
    }

    /// A JSON object.
    static func object(_ text: String, of what: String) throws -> WireValue {
        guard try parsed(Data(text.utf8), of: what) is [String: Any] else {
            throw Failure(message: "\(what) is not a JSON object, like '{\"key\": \"value\"}'", code: Failure.usage)
        }
        return WireValue(text: text)
    }

    private static func parsed(_ text: Data, of what: String) throws -> Any {
        do {
            return try JSONSerialization.jsonObject(with: text, options: .fragmentsAllowed)
        } catch {
            throw Failure(
                message: "\(what) is not JSON; a text needs quotes of its own, like '\"text\"'", code: Failure.usage)
        }
    }
}
