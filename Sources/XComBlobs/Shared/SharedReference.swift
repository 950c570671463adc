internal import XCom

/// What a program keeps in place of a value that lies among the ``SharedBlobs`` of a place: `URL#TOKEN`.
///
/// The token is this program's own need of the blob: since when, and a random part, so that no two references have the same.
package struct SharedReference: Hashable, Sendable {
    package let blob: BlobURL
    package let token: SharedToken

    init(blob: BlobURL, token: SharedToken) {
        self.blob = blob
        self.token = token
    }

    /// Reads a reference that somebody has kept. `nil` for what is none: whoever can write to where it was kept could name
    /// any file by it.
    package init?(_ text: String) {
        guard let hash = text.lastIndex(of: "#"), let token = SharedToken(text[text.index(after: hash)...]) else {
            return nil
        }
        let parts = text[..<hash].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 5, let place = BlobPlace(known: parts.dropLast(4).joined(separator: "/")),
            let blob = BlobURL(place: place, sharedName: parts.suffix(4).joined(separator: "/"))
        else { return nil }
        self.blob = blob
        self.token = token
    }

    package var text: String { "\(blob.text)#\(token.text)" }

    /// The name of the mark that keeps the blob.
    var mark: String { "\(blob.name)\(SharedBlobs.needed)\(token.text)" }
}

/// When something was written, in seconds since 1970, and a random part: 24 hexadecimal digits.
package struct SharedToken: Hashable, Sendable {
    let text: String

    init(at time: Timestamp) {
        let seconds = UInt32(clamping: time.microseconds / 1_000_000).bigEndian
        text = withUnsafeBytes(of: seconds) { hexadecimal($0) } + randomHexadecimal()
    }

    init?(_ text: some StringProtocol) {
        guard BlobURL.isHexadecimal(text, 24) else { return nil }
        self.text = String(text)
    }

    /// In seconds since 1970.
    var time: Int64 { Int64(text.prefix(8), radix: 16) ?? 0 }
}
