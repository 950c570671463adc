internal import XCom

/// Which values go where.
public struct OffloadSettings: Hashable, Sendable, Codable {
    /// Where values go.
    public var place: BlobPlace
    /// A value whose JSON text has more bytes goes to the place; one of just as many stays in the database.
    public var threshold: Int
    /// How they are compressed.
    public var compression: BlobCompression

    /// The threshold where none is set, in bytes.
    public static let defaultThreshold = 256 * 1024

    public init(
        place: BlobPlace, threshold: Int = OffloadSettings.defaultThreshold, compression: BlobCompression = .zstd
    ) {
        self.place = place
        self.threshold = threshold
        self.compression = compression
    }

    /// What `XCOM_OFFLOAD`, `XCOM_OFFLOAD_THRESHOLD` and `XCOM_OFFLOAD_COMPRESSION` say; `nil` where the first is unset
    /// or empty.
    ///
    /// - Parameter place: Goes before `XCOM_OFFLOAD`.
    /// - Throws: ``BlobError`` `settings`.
    public init?(place: String? = nil, environment: [String: String]) throws(BlobError) {
        guard let place = place ?? environment["XCOM_OFFLOAD"], !place.isEmpty else { return nil }
        self.init(place: try BlobPlace(place))
        if let text = environment["XCOM_OFFLOAD_THRESHOLD"], !text.isEmpty {
            guard let size = ByteSize(text) else {
                throw BlobError(
                    .settings,
                    "XCOM_OFFLOAD_THRESHOLD is \(text); give a size, like 500000, 256KiB or 10MB")
            }
            threshold = size.bytes
        }
        if let text = environment["XCOM_OFFLOAD_COMPRESSION"], !text.isEmpty {
            guard let known = BlobCompression(rawValue: text.lowercased()) else {
                throw BlobError(.settings, "XCOM_OFFLOAD_COMPRESSION is \(text); give zstd, gzip or none")
            }
            compression = known
        }
    }
}
