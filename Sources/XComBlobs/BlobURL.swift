/// Where one blob lies, and what is in it:
/// `PLACE/STORE/3f/3f5a...-0123456789abcdef.json.zst`.
///
/// - `STORE` is the id of the database that the blob belongs to, so that databases can share a place;
/// - the SHA-256 of the value's text, after its first two digits;
/// - a random part that makes the name one of its kind: a value that is stored again after its blob was dropped is a new
///   blob, and so nobody can delete the wrong one;
/// - how the text is compressed.
public struct BlobURL: Hashable, Sendable {
    public let place: BlobPlace
    public let name: String

    /// A new name.
    public init(place: BlobPlace, store: String, digest: String, compression: BlobCompression) {
        let random = String(UInt64.random(in: 0 ... .max), radix: 16)
        let padded = String(repeating: "0", count: 16 - random.count) + random
        self.place = place
        name = "\(store)/\(digest.prefix(2))/\(digest)-\(padded)\(compression.suffix)"
    }

    /// Reads a URL that a database has kept.
    public init?(_ text: String) {
        guard text.hasPrefix("file://") || text.hasPrefix("s3://") else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 5 else { return nil }
        place = BlobPlace(known: parts.dropLast(3).joined(separator: "/"))
        name = parts.suffix(3).joined(separator: "/")
    }

    public init(place: BlobPlace, name: String) {
        self.place = place
        self.name = name
    }

    /// What all blobs of one value in one place begin with, whatever follows.
    public static func prefix(place: BlobPlace, store: String, digest: String) -> String {
        "\(place.url)/\(store)/\(digest.prefix(2))/\(digest)-"
    }

    public var text: String { "\(place.url)/\(name)" }

    var digest: Substring {
        (name.split(separator: "/").last ?? "").prefix { $0 != "-" }
    }

    var compression: BlobCompression {
        BlobCompression.allCases.first { $0 != .none && name.hasSuffix($0.suffix) } ?? .none
    }
}
