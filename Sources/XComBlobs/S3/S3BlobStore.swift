internal import Glibc
internal import Logging
internal import XCom

/// Blobs as objects in S3, or in what speaks its protocol.
final class S3BlobStore: BlobStore {
    private static let log = Logger(label: "xcom.s3")

    private let settings: S3Settings
    private let client: HTTPClient
    private let bucket: String
    /// With a slash at its end, or empty.
    private let prefix: String
    /// The scheme and the host, the host alone, and what comes before a key.
    private let server: (url: String, host: String, path: String)

    /// - Parameter url: `s3://bucket` or `s3://bucket/prefix`.
    init(url: String, settings: S3Settings) throws(BlobError) {
        let parts = url.dropFirst("s3://".count).split(separator: "/", maxSplits: 1)
        bucket = parts.first.map(String.init) ?? ""
        prefix = parts.count > 1 ? "\(parts[1])/" : ""
        self.settings = settings
        if let endpoint = settings.endpoint {
            guard let end = endpoint.firstRange(of: "://") else {
                throw BlobError(
                    .settings, "AWS_ENDPOINT_URL is \(endpoint), which is not a URL: write http://HOST:PORT")
            }
            let host = endpoint[end.upperBound...].prefix { $0 != "/" }
            server = (String(endpoint[..<host.endIndex]), String(host), "\(endpoint[host.endIndex...])/\(bucket)/")
        } else {
            let suffix = settings.region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
            // A bucket's dots fit no certificate.
            let host = "s3.\(settings.region).\(suffix)"
            server =
                bucket.contains(".")
                ? ("https://\(host)", host, "/\(bucket)/") : ("https://\(bucket).\(host)", "\(bucket).\(host)", "/")
        }
        client = try HTTPClient()
    }

    func put(_ bytes: UnsafeRawBufferPointer, name: String) throws(BlobError) {
        _ = try send("PUT", key: prefix + name, body: bytes)
    }

    func get(_ name: String, limit: Int) throws(BlobError) -> [UInt8] {
        // An error's text may be longer than a small blob.
        let body = try send("GET", key: prefix + name, limit: max(limit, Self.shortAnswer)).body
        guard body.count <= limit else {
            throw BlobError(
                .damaged, "the blob s3://\(bucket)/\(prefix)\(name) has more bytes than its value: push the value again"
            )
        }
        return body
    }

    func contains(_ name: String) throws(BlobError) -> Bool {
        try send("HEAD", key: prefix + name, accepts: 404).status != 404
    }

    func delete(_ name: String) throws(BlobError) {
        // One that stays is tried again by the next one that removes something.
        _ = try send("DELETE", key: prefix + name, accepts: 404, attempts: 1)
    }

    func names(in folder: String) throws(BlobError) -> [String] {
        var names: [String] = []
        var token: String?
        repeat {
            var query = [("list-type", "2"), ("encoding-type", "url"), ("prefix", "\(prefix)\(folder)/")]
            if let token { query.append(("continuation-token", token)) }
            let body = try send("GET", key: "", query: query, limit: Self.longestList).body
            let answer = String(decoding: body, as: UTF8.self)
            let keys = Self.elements("Key", of: answer)
            names += keys.compactMap { key in S3Signature.decoded(key).map { String($0.dropFirst(prefix.count)) } }
            let next = Self.elements("NextContinuationToken", of: answer).first
            guard next == nil || next != token && !keys.isEmpty && names.count < Self.mostNames else {
                throw BlobError(.unavailable, "\(server.url) lists s3://\(bucket)/\(prefix) without an end")
            }
            token = next
        } while token != nil
        return names
    }

    /// The texts of an XML document's elements of one name, which have no others in them.
    private static func elements(_ name: String, of text: String) -> [String] {
        text.split(separator: "<\(name)>", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstRange(of: "</\(name)>").map { end in
                String(part[..<end.lowerBound]).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
                    .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
            }
        }
    }

    // MARK: Requests

    /// An answer that holds no blob.
    private static let shortAnswer = 64 << 10
    /// A part of a list: 1000 keys of 1024 characters at most.
    private static let longestList = 8 << 20
    private static let mostNames = 50_000_000

    /// Sends a request, again where the server is busy or out of reach.
    ///
    /// - Parameter limit: how many bytes the answer may have.
    private func send(
        _ method: String, key: String, query: [(String, String)] = [], accepts accepted: Int? = nil,
        body: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0), limit: Int = shortAnswer,
        attempts: Int? = nil
    ) throws(BlobError) -> HTTPResponse {
        let path = S3Signature.encoded(server.path + key, keepsSlashes: true)
        var problem = ""
        let attempts = attempts ?? settings.attempts
        var sent = 0
        while sent < attempts {
            if sent > 0 { usleep(UInt32.random(in: 50_000...(200_000 << UInt32(min(sent, 4))))) }
            sent += 1
            let signature = S3Signature(settings: settings, time: Self.time())
            let headers = signature.headers(
                method: method, host: server.host, path: path, query: query, body: body)
            let url = server.url + path + (query.isEmpty ? "" : "?" + S3Signature.text(of: query))
            do throws(BlobError) {
                let response = try client.send(
                    HTTPRequest(
                        method: method, url: url, headers: headers, body: body, timeout: settings.timeout, limit: limit)
                )
                if 200..<300 ~= response.status || response.status == accepted { return response }
                let code = Self.elements("Code", of: String(decoding: response.body, as: UTF8.self)).first
                if response.status == 404, code != "NoSuchBucket" {
                    throw BlobError(.missing, "the blob s3://\(bucket)/\(key) is not there")
                }
                problem = "the server answers \(response.status)" + (code.map { " \($0)" } ?? "")
                // Anything else would be answered in the same way again.
                guard response.status >= 500 || response.status == 429 else { break }
            } catch {
                if error.code == .missing { throw error }
                problem = "\(server.url) \(error.message)"
                guard error.code == .unavailable else { break }
            }
            Self.log.info("\(method) \(url) failed: \(problem); sent \(sent) of \(attempts) times")
        }
        let what = query.isEmpty ? "the blob s3://\(bucket)/\(key)" : "the list of s3://\(bucket)/\(prefix)"
        let action =
            switch method {
            case "PUT": "written"
            case "DELETE": "deleted"
            default: "read"
            }
        throw BlobError(
            .unavailable,
            "\(what) cannot be \(action): \(problem)\(sent > 1 ? " (asked \(sent) times)" : ""); check the bucket, "
                + "the AWS_... settings and the permissions")
    }

    private static func time() -> String {
        Timestamp.now().iso8601.prefix("2013-05-24T00:00:00".count).filter { $0 != "-" && $0 != ":" } + "Z"
    }
}
