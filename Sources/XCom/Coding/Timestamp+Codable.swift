internal import FoundationEssentials

/// A timestamp is coded as its ISO 8601 text; ``WireEncoder`` and ``WireDecoder`` know better where an XCom is meant.
extension Timestamp: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let timestamp = Timestamp(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "this is not an ISO 8601 date and time")
        }
        self = timestamp
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(iso8601)
    }
}

extension Timestamp {
    /// The microsecond next to a date; `nil` where it is too far away.
    init?(_ date: Date) {
        let sinceReference = (date.timeIntervalSinceReferenceDate * 1_000_000).rounded()
        guard let microseconds = Int64(exactly: sinceReference) else { return nil }
        let (sum, overflows) = microseconds.addingReportingOverflow(Self.reference)
        guard !overflows else { return nil }
        self.init(microseconds: sum)
    }

    /// The moment that a `Date` counts from: to go by another would round twice.
    fileprivate static let reference = Int64(Date.timeIntervalBetween1970AndReferenceDate) * 1_000_000
}

extension Date {
    init(_ timestamp: Timestamp) {
        self.init(timeIntervalSinceReferenceDate: Double(timestamp.microseconds - Timestamp.reference) / 1_000_000)
    }
}
