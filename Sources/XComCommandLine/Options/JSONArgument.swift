internal import ArgumentParser
internal import FoundationEssentials
internal import XCom

/// JSON that a person typed.
enum JSONArgument {
    /// - Throws: a usage failure where the text is not JSON.
    static func wireValue(_ text: Data, of what: String) throws -> WireValue {
        let bytes = trimmed(Array(text))
        _ = try parsed(bytes, of: what)
        return WireValue(utf8: bytes)
    }

    /// A JSON object.
    static func object(_ text: String, of what: String) throws -> WireValue {
        let bytes = trimmed(Array(text.utf8))
        guard try parsed(bytes, of: what).objectValue != nil else {
            throw Failure(message: "\(what) is not a JSON object, like '{\"key\": \"value\"}'", code: Failure.usage)
        }
        return WireValue(utf8: bytes)
    }

    /// As ``object(_:of:)``, while a command line is parsed.
    ///
    /// - Throws: `ValidationError`.
    static func checkObject(_ text: String, of what: String) throws {
        do {
            _ = try object(text, of: what)
        } catch let failure as Failure {
            throw ValidationError(failure.message)
        }
    }

    private static func parsed(_ text: [UInt8], of what: String) throws -> JSONValue {
        do {
            return try JSONValue(parsing: text)
        } catch let error as JSONSyntaxError {
            throw Failure(
                message: "\(what) is not JSON (\(error)); a text needs quotes of its own, like '\"text\"'",
                code: Failure.usage)
        }
    }

    private static func trimmed(_ text: [UInt8]) -> [UInt8] {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let start = text.firstIndex(where: { !isSpace($0) }), let end = text.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return Array(text[start...end])
    }
}
