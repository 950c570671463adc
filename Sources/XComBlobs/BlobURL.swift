internal import XCom

/// Where one blob lies, and what is in it:
/// `PLACE/STORE/3f/3f5a...-0123456789abcdef.json.zst`.
///
/// - `STORE` is the id of the database that the blob belongs to, so that databases can share a place;
/// - the SHA-256 of the value's text, after its first two digits;
/// - a random part that makes the name one of its kind: a value that is stored again after its blob was dropped is a new
///   blob, and so nobody can delete the wrong one;
/// - how the text is compressed.
package struct BlobURL: Hashable, Sendable {
    package let place: BlobPlace
    package let name: String

    /// A new name.
    ///
    /// - Parameter store: See ``isStoreID(_:)``.
    package init(place: BlobPlace, store: String, digest: String, compression: BlobCompression) {
        self.place = place
        name = "\(store)/\(digest.prefix(2))/\(digest)-\(randomHexadecimal())\(compression.suffix)"
    }

    /// Reads a URL that a database has kept. `nil` for one that no store has written: whoever can write into a database
    /// could name any file by it.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 4, let place = BlobPlace(known: parts.dropLast(3).joined(separator: "/")) else {
            return nil
        }
        self.init(place: place, name: parts.suffix(3).joined(separator: "/"))
    }

    /// `nil` where a store gives no blob such a name.
    package init?(place: BlobPlace, name: String) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, Self.isStoreID(parts[0]), let digest = Self.digest(ofFile: parts[2]),
            digest.hasPrefix(parts[1]), parts[1].count == 2
        else { return nil }
        self.place = place
        self.name = name
    }

    /// A new name among the ``SharedBlobs`` of a place.
    init(place: BlobPlace, shared digest: String, compression: BlobCompression) {
        self.place = place
        name = "\(SharedBlobs.folder(of: digest))/\(digest)-\(randomHexadecimal())\(compression.suffix)"
    }

    /// `nil` where ``SharedBlobs`` give no blob such a name.
    init?(place: BlobPlace, sharedName name: some StringProtocol) {
        guard let file = name.split(separator: "/", omittingEmptySubsequences: false).last,
            let digest = Self.digest(ofFile: file), name == "\(SharedBlobs.folder(of: String(digest)))/\(file)"
        else { return nil }
        self.place = place
        self.name = String(name)
    }

    /// The SHA-256 in the name of a file; `nil` for one that no blob has.
    private static func digest(ofFile file: some StringProtocol) -> String? {
        guard let compression = BlobCompression.allCases.first(where: { file.hasSuffix($0.suffix) }) else {
            return nil
        }
        let stem = file.dropLast(compression.suffix.count).split(separator: "-", omittingEmptySubsequences: false)
        guard stem.count == 2, isHexadecimal(stem[0], 64), isHexadecimal(stem[1], 16) else { return nil }
        return String(stem[0])
    }

    /// Reads the URL of what lies where a database with such an id has its blobs, whatever it is called: a blob whose name
    /// came to nothing, for example. `nil` for anything else.
    package init?(_ text: String, inFolderOf store: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 4, let place = BlobPlace(known: parts.dropLast(3).joined(separator: "/")),
            Self.isStoreID(store), parts[parts.count - 3] == store,
            parts.suffix(2).allSatisfy({ !["", ".", ".."].contains($0) && !$0.utf8.contains(0) })
        else { return nil }
        self.place = place
        name = parts.suffix(3).joined(separator: "/")
    }

    /// What all blobs of one value in one place begin with, whatever follows.
    package static func prefix(place: BlobPlace, store: String, digest: String) -> String {
        "\(place.url)/\(store)/\(digest.prefix(2))/\(digest)-"
    }

    /// Whether a text can be the id of a database: 16 hexadecimal digits.
    package static func isStoreID(_ text: some StringProtocol) -> Bool {
        isHexadecimal(text, 16)
    }

    package var text: String { "\(place.url)/\(name)" }

    var digest: Substring {
        (name.split(separator: "/").last ?? "").prefix { $0 != "-" }
    }

    var compression: BlobCompression {
        BlobCompression.allCases.first { $0 != .none && name.hasSuffix($0.suffix) } ?? .none
    }

    static func isHexadecimal(_ text: some StringProtocol, _ count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy {
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
            }
    }
}

/// 16 hexadecimal digits that nothing else is named by.
func randomHexadecimal() -> String {
    withUnsafeBytes(of: UInt64.random(in: 0 ... .max)) { hexadecimal($0) }
}
