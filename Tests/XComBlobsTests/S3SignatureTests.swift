import Testing

@testable import XComBlobs

/// The examples of AWS's own documentation (Amazon S3 API Reference, "Signature Calculations for the Authorization Header").
@Suite("Signatures of S3 requests")
struct S3SignatureTests {
    private let settings = S3Settings(
        accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", sessionToken: nil,
        region: "us-east-1", endpoint: nil)
    private let host = "examplebucket.s3.amazonaws.com"

    private func authorization(
        _ method: String, _ path: String, query: [(String, String)] = [], headers: [(String, String)] = [],
        body: String = ""
    ) -> String? {
        let signature = S3Signature(settings: settings, time: "20130524T000000Z")
        let all = Array(body.utf8).withUnsafeBytes {
            signature.headers(method: method, host: host, path: path, query: query, headers: headers, body: $0)
        }
        return all.last?.1
    }

    private let beginning = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"

    @Test("GET of an object")
    func get() {
        #expect(
            authorization("GET", "/test.txt", headers: [("range", "bytes=0-9")]) == beginning
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    }

    @Test("PUT of an object")
    func put() {
        let headers = [
            ("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ]
        let path = S3Signature.encoded("/test$file.text", keepsSlashes: true)
        #expect(
            authorization("PUT", path, headers: headers, body: "Welcome to Amazon S3.") == beginning
                + "SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"
                + "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    }

    @Test("a list of objects")
    func list() {
        #expect(
            authorization("GET", "/", query: [("max-keys", "2"), ("prefix", "J")]) == beginning
                + "SignedHeaders=host;x-amz-content-sha256;x-amz-date,"
                + "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    }

    @Test("credentials are read as AWS's tools read them")
    func credentials() throws {
        let none = ["HOME": "/nowhere"]
        #expect(throws: BlobError.self) { try S3Settings.current(environment: none) }
        let environment = none.merging([
            "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_SESSION_TOKEN": "c",
            "AWS_DEFAULT_REGION": "eu-central-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:9000/",
        ]) { $1 }
        #expect(
            try S3Settings.current(environment: environment)
                == S3Settings(
                    accessKey: "a", secretKey: "b", sessionToken: "c", region: "eu-central-1",
                    endpoint: "http://127.0.0.1:9000"))
    }
}
