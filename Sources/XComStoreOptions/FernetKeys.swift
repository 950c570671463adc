internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import XCom

/// The keys that Airflow encrypts with what it keeps secret: `core.fernet_key`.
///
/// Its form is that of the Python package cryptography (Fernet: AES-128 in CBC mode, HMAC-SHA256): what Airflow has
/// encrypted is read here, and the other way round. Of several keys, separated by commas, the first encrypts and any may
/// decrypt, so that keys can be changed one after the other.
public struct FernetKeys: Sendable {
    private let text: String
    private let keys: [Key]

    /// 32 bytes: the first half signs, the second encrypts.
    private struct Key: Sendable {
        var signing: SymmetricKey
        var encryption: SymmetricKey
    }

    /// - Parameter text: `core.fernet_key`.
    /// - Throws: ``StoreError`` where one of the keys is none.
    public init(_ text: String) throws {
        self.text = text
        keys = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let bytes = Base64.decoded(part.utf8), bytes.count == 32 else {
                throw StoreError(
                    .other, operation: "read settings",
                    message:
                        "core.fernet_key is not a Fernet key: each of its keys, separated by commas, is 32 bytes in "
                        + "URL-safe base64, as Fernet.generate_key() of Python's cryptography makes them")
            }
            return Key(
                signing: SymmetricKey(data: bytes[..<16]), encryption: SymmetricKey(data: bytes[16...]))
        }
    }

    private static let version: UInt8 = 0x80

    /// A text's token.
    package func encrypted(_ text: String) throws -> String {
        // One key at least, as a text without commas has one part.
        let key = keys[0]
        let iv = AES._CBC.IV()
        var token = [Self.version]
        let seconds = UInt64(max(0, Timestamp.now().microseconds / 1_000_000))
        withUnsafeBytes(of: seconds.bigEndian) { token.append(contentsOf: $0) }
        token.append(contentsOf: iv)
        token.append(contentsOf: try AES._CBC.encrypt(Array(text.utf8), using: key.encryption, iv: iv))
        token.append(contentsOf: HMAC<Crypto.SHA256>.authenticationCode(for: token, using: key.signing))
        return Base64.encoded(token)
    }

    /// The text of a token; `nil` where none of the keys has encrypted it.
    package func decrypted(_ token: String) -> String? {
        guard let bytes = Base64.decoded(token.utf8), bytes.count > 57, bytes[0] == Self.version else { return nil }
        let content = bytes[..<(bytes.count - 32)]
        for key in keys {
            guard
                HMAC<Crypto.SHA256>.isValidAuthenticationCode(
                    bytes[content.endIndex...], authenticating: content, using: key.signing),
                let iv = try? AES._CBC.IV(ivBytes: content[9..<25]),
                let text = try? AES._CBC.decrypt(content[25...], using: key.encryption, iv: iv)
            else { continue }
            return String(validating: text, as: UTF8.self)
        }
        return nil
    }
}

extension FernetKeys: Hashable, Codable {
    public static func == (left: FernetKeys, right: FernetKeys) -> Bool { left.text == right.text }
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
    public init(from decoder: any Decoder) throws { try self.init(String(from: decoder)) }
    public func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }
}

/// Base64 with `-` and `_`, as Python's `urlsafe_b64encode` and `urlsafe_b64decode`.
private enum Base64 {
    static func encoded(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    }

    /// Python passes over what belongs to no alphabet, such as the line's end behind a command's output.
    static func decoded(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var standard: [UInt8] = []
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
                standard.append(byte)
            default: break
            }
        }
        return Data(base64Encoded: Data(standard)).map(Array.init)
    }
}
