internal import Crypto

/// A value's text on its way to a blob.
package struct BlobText {
    /// SHA-256, in hexadecimal digits.
    package let digest: String
    /// In bytes, uncompressed.
    package let count: Int
    private let utf8: [UInt8]

    package init(_ utf8: [UInt8]) {
        self.utf8 = utf8
        count = utf8.count
        digest = utf8.withUnsafeBytes { SHA256.hexDigest(of: $0) }
    }

    /// Gives `body` how the text is to be stored: compressed where that makes it smaller.
    package func encoded<Result>(
        _ compression: BlobCompression, _ body: (BlobCompression, UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        if let compressed = utf8.withUnsafeBytes({ compression.compressed($0) }) {
            return try compressed.withUnsafeBytes { try body(compression, $0) }
        }
        return try utf8.withUnsafeBytes { try body(.none, $0) }
    }

    /// No blob's text has more bytes.
    package static let largest = 1 << 32

    /// The text in a blob.
    ///
    /// - Parameter count: The bytes of the text. The blob has no more, as what does not get smaller is not compressed.
    /// - Parameter isThorough: Whether the SHA-256 is made again. Without it the checksum within a compressed blob stands
    ///   for the content, which costs a tenth.
    /// - Throws: ``BlobError`` `missing`, `damaged`, `unavailable`.
    package static func read(
        _ url: BlobURL, count: Int, from store: any BlobStore, isThorough: Bool = false
    ) throws(BlobError) -> [UInt8] {
        guard 0...largest ~= count else {
            throw BlobError(.damaged, "the blob \(url.text) cannot have \(count) bytes: push the value again")
        }
        let bytes = try store.get(url.name, limit: count)
        guard let text = url.compression.decompressed(bytes, count: count),
            !(isThorough || url.compression == .none)
                || text.withUnsafeBytes({ SHA256.hexDigest(of: $0) }) == String(url.digest)
        else {
            throw BlobError(.damaged, "the blob \(url.text) is damaged: restore it, or push the value again")
        }
        return text
    }
}
