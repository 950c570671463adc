internal import FoundationEssentials

/// A folder that holds blobs, named by a URL: `file:///var/blobs`, `s3://bucket/prefix`.
public struct BlobPlace: Hashable, Sendable, Codable {
    /// The URL, without a slash at its end.
    public let url: String

    /// Reads what a user wrote: a folder, absolute or relative to the current one, or a URL.
    ///
    /// - Throws: ``BlobError`` `settings`.
    public init(_ text: String) throws(BlobError) {
        guard !text.isEmpty else {
            throw BlobError(.settings, "the place for offloaded XComs is empty: name a folder, file:///PATH")
        }
        guard let scheme = Self.scheme(of: text) else {
            try self.init(folder: text)
            return
        }
        switch scheme {
        case "file":
            guard let url = URL(string: text), url.host ?? "" == "" || url.host == "localhost", url.path.hasPrefix("/")
            else {
                throw BlobError(.settings, "\(text) names no folder on this machine: write file:///PATH")
            }
            try self.init(folder: url.path)
        case "s3":
            let parts = text.dropFirst("s3://".count).split(separator: "/", omittingEmptySubsequences: false)
            guard let bucket = parts.first, !bucket.isEmpty,
                bucket.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }),
                !parts.contains("."), !parts.contains("..")
            else {
                throw BlobError(.settings, "\(text) names no bucket: write s3://BUCKET/PREFIX")
            }
            self.init(trimming: text)
        default:
            throw BlobError(
                .settings,
                "\(text): XComs cannot be offloaded to \(scheme) URLs; write file:///PATH or s3://BUCKET/PREFIX")
        }
    }

    /// Takes over a URL that a store has kept; `nil` for one that ``init(_:)`` would not have made so.
    package init?(known url: String) {
        guard Self.scheme(of: url) != nil, let place = try? BlobPlace(url), place.url == url else { return nil }
        self = place
    }

    private init(folder path: String) throws(BlobError) {
        let url = URL(fileURLWithPath: path, isDirectory: true).standardizedFileURL
        guard url.path != "/" else {
            throw BlobError(.settings, "blobs need a folder of their own: name one below /, as file:///PATH")
        }
        self.init(trimming: url.absoluteString)
    }

    private init(trimming url: String) {
        var url = Substring(url)
        while url.hasSuffix("/") { url = url.dropLast() }
        self.url = String(url)
    }

    /// - Throws: ``BlobError`` `settings` for a URL of a kind that is not known, and where credentials are missing.
    package func open() throws(BlobError) -> any BlobStore {
        if Self.scheme(of: url) == "s3" { return try S3BlobStore(url: url, settings: .current()) }
        guard Self.scheme(of: url) == "file", let path = URL(string: url + "/")?.path else {
            throw BlobError(
                .settings, "blobs of \(url) cannot be read: use the version of this library that wrote them")
        }
        return FolderBlobStore(path: path)
    }

    private static func scheme(of text: String) -> String? {
        text.firstRange(of: "://").map { text[..<$0.lowerBound].lowercased() }
    }
}
