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
        let digest = SHA256.hexDigest(body)
        var headers = headers + [("x-amz-content-sha256", digest), ("x-amz-date", time)]
        if let token = settings.sessionToken { headers.append(("x-amz-security-token", token)) }
        let signed = (headers + [("host", host)]).sorted { $0.0 < $1.0 }
        let names = signed.map(\.0).joined(separator: ";")
        let request = [
            method, path, Self.text(of: query), signed.map { "\($0.0):\($0.1)\n" }.joined(), names, digest,
        ].joined(separator: "\n")
        let day = String(time.prefix(8))
        let scope = "\(day)/\(settings.region)/s3/aws4_request"
        let message = "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n" + SHA256.hex(Self.digest(request))
        var key = Array("AWS4\(settings.secretKey)".utf8)
        for part in [day, settings.region, "s3", "aws4_request", message] {
            key = SHA256.authenticationCode(of: Array(part.utf8), key: key)
        }
        headers.append(
            (
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=\(settings.accessKey)/\(scope),SignedHeaders=\(names),Signature="
                    + SHA256.hex(key)
            ))
        return headers
    }

    private static func digest(_ text: String) -> [UInt8] {
        Array(text.utf8).withUnsafeBytes { SHA256.digest($0) }
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
                result += SHA256.hex([byte]).uppercased().utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension SHA256 {
    /// HMAC-SHA256 (RFC 2104).
    static func authenticationCode(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        var key = key.count > 64 ? key.withUnsafeBytes { digest($0) } : key
        key += [UInt8](repeating: 0, count: 64 - key.count)
        let inner = (key.map { $0 ^ 0x36 } + message).withUnsafeBytes { digest($0) }
        return (key.map { $0 ^ 0x5c } + inner).withUnsafeBytes { digest($0) }
    }
}
