/// A number of bytes, as people write it.
public struct ByteSize: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The number of bytes.
    public var bytes: Int

    public init(_ bytes: Int) {
        self.bytes = bytes
    }

    /// Reads `1048576`, `1024KiB`, `1MiB`, `10 MB`: a number, and one of `B`, `kB`, `KiB`, `MB`, `MiB`, `GB`, `GiB` or `K`,
    /// `M`, `G` (as `KiB`, `MiB`, `GiB`) in any case.
    public init?(_ text: String) {
        let text = text.filter { $0 != " " && $0 != "_" }.lowercased()
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let number = Int(digits), let factor = Self.factors[String(text.dropFirst(digits.count))] else {
            return nil
        }
        let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: factor)
        guard !isTooLarge else { return nil }
        self.bytes = bytes
    }

    private static let factors = [
        "": 1, "b": 1, "kb": 1000, "k": 1 << 10, "kib": 1 << 10, "mb": 1_000_000, "m": 1 << 20, "mib": 1 << 20,
        "gb": 1_000_000_000, "g": 1 << 30, "gib": 1 << 30,
    ]

    /// `512 B`, `1.5 KiB`, `10 MiB`: with one digit behind the point, rounded down.
    public var description: String {
        var unit = "B"
        var size = bytes * 10
        for larger in ["KiB", "MiB", "GiB"] where size >= 10240 {
            unit = larger
            size /= 1024
        }
        return size % 10 == 0 || unit == "B" ? "\(size / 10) \(unit)" : "\(size / 10).\(size % 10) \(unit)"
    }
}
