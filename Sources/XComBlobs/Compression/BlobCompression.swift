/// How a blob is compressed.
public enum BlobCompression: String, Sendable, Codable, CaseIterable {
    case zstd
    case gzip
    case none

    /// How the names of such blobs end.
    var suffix: String {
        switch self {
        case .zstd: ".json.zst"
        case .gzip: ".json.gz"
        case .none: ".json"
        }
    }

    /// The bytes, compressed; `nil` where that would make them no smaller.
    func compressed(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        switch self {
        case .zstd: Zstandard.compressed(bytes)
        case .gzip: Gzip.compressed(bytes)
        case .none: nil
        }
    }

    /// `nil` where the bytes are damaged, or are not a text of `count` bytes.
    func decompressed(_ bytes: [UInt8], count: Int) -> [UInt8]? {
        switch self {
        case .zstd: Zstandard.decompressed(bytes, count: count)
        case .gzip: Gzip.decompressed(bytes, count: count)
        case .none: bytes.count == count ? bytes : nil
        }
    }
}
