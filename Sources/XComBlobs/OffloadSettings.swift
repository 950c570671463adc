/// Which values go where.
public struct OffloadSettings: Hashable, Sendable, Codable {
    public var place: BlobPlace
    /// A value whose JSON text has more bytes goes to the place; one of just as many stays in the database.
    public var threshold: Int
    public var compression: BlobCompression

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
            guard let bytes = Self.bytes(text) else {
                throw BlobError(
                    .settings,
                    "XCOM_OFFLOAD_THRESHOLD is '\(text)', which is no size: write bytes, or 256KiB, 1MB, 1MiB")
            }
            threshold = bytes
        }
        if let text = environment["XCOM_OFFLOAD_COMPRESSION"], !text.isEmpty {
            guard let known = BlobCompression(rawValue: text.lowercased()) else {
                throw BlobError(.settings, "XCOM_OFFLOAD_COMPRESSION is '\(text)': write zstd, gzip or none")
            }
            compression = known
        }
    }

    /// Reads a size: a number with `B`, `kB`, `KiB`, `MB`, `MiB`, `GB` or `GiB` behind it, in any case, or none.
    static func bytes(_ text: String) -> Int? {
        let text = text.filter { $0 != " " && $0 != "_" }.lowercased()
        let digits = text.prefix { ("0"..."9").contains($0) }
        let factor: Int? =
            switch text.dropFirst(digits.count) {
            case "", "b": 1
            case "kb": 1000
            case "k", "kib": 1 << 10
            case "mb": 1_000_000
            case "m", "mib": 1 << 20
            case "gb": 1_000_000_000
            case "g", "gib": 1 << 30
            default: nil
            }
        guard let factor, let number = Int(digits) else { return nil }
        let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: factor)
        return isTooLarge ? nil : bytes
    }
}
