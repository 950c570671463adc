internal import Crypto
internal import XCom

/// AWS's Signature Version 4.
struct S3Signature {
    var settings: S3Settings
    /// `20130524T000000Z`.
    var time: String

    /// All headers of a request but `Host`, the signature among them.
    ///
    /// - Parameters:
    ///   - path: Encoded, from the first slash on.
    ///   - query: Names and values, neither encoded.
    ///   - headers: Others to be signed, their names in small letters.
    func headers(
        method: String, host: String, path: String, query: [(String, String)] = [], headers: [(String, String)] = [],
        body: UnsafeRawBufferPointer
    ) -> [(String, String)] {
        let digest = SHA256.hexDigest(of: body)
        var headers = headers + [("x-amz-content-sha256", digest), ("x-amz-date", time)]
        if let token = settings.sessionToken { headers.append(("x-amz-security-token", token)) }
        let signed = (headers + [("host", host)]).sorted { $0.0 < $1.0 }
        let names = signed.map(\.0).joined(separator: ";")
        let request = [
            method, path, Self.text(of: query), signed.map { "\($0.0):\($0.1)\n" }.joined(), names, digest,
        ].joined(separator: "\n")
        let day = String(time.prefix(8))
        let scope = "\(day)/\(settings.region)/s3/aws4_request"
        let message = "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n" + hexadecimal(SHA256.hash(data: Array(request.utf8)))
        var key = Array("AWS4\(settings.secretKey)".utf8)
        for part in [day, settings.region, "s3", "aws4_request", message] {
            key = Array(HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: SymmetricKey(data: key)))
        }
        headers.append(
            (
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=\(settings.accessKey)/\(scope),SignedHeaders=\(names),Signature="
                    + hexadecimal(key)
            ))
        return headers
    }

    /// A query, encoded and in the order that is signed.
    static func text(of query: [(String, String)]) -> String {
        query.map { "\(encoded($0.0))=\(encoded($0.1))" }.sorted().joined(separator: "&")
    }

    /// Percent-encodes all but the unreserved characters, and slashes where they are not `kept`.
    static func encoded(_ text: String, keepsSlashes kept: Bool = false) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            case UInt8(ascii: "/") where kept:
                result.append(byte)
            default:
                result.append(UInt8(ascii: "%"))
                result += hexadecimal([byte]).uppercased().utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Takes the percent-encoding away; `nil` where it is damaged.
    static func decoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            guard digits.count == 2 else { return nil }
            bytes.append(UInt8(digits[0] << 4 | digits[1]))
            rest.removeFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
