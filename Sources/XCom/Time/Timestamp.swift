/// A moment in UTC, in whole microseconds: the resolution of Airflow's `TIMESTAMP` columns and Python's `datetime`.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public var microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool {
        a.microseconds < b.microseconds
    }

    /// The years 1 to 9999: what Python's `datetime` knows.
    public static let pythonRange =
        Timestamp(microseconds: -62_135_596_800_000_000)...Timestamp(microseconds: 253_402_300_799_999_999)

    /// The moment a number of seconds later (earlier where it is negative), at most the last one of ``pythonRange``.
    public func advanced(bySeconds seconds: Double) -> Timestamp {
        guard let distance = Int64(exactly: (seconds * 1_000_000).rounded()) else {
            return seconds < 0 ? Self.pythonRange.lowerBound : Self.pythonRange.upperBound
        }
        let (moment, overflows) = microseconds.addingReportingOverflow(distance)
        if overflows { return distance < 0 ? Self.pythonRange.lowerBound : Self.pythonRange.upperBound }
        return min(max(Timestamp(microseconds: moment), Self.pythonRange.lowerBound), Self.pythonRange.upperBound)
    }

    /// Seconds from `other` to this moment.
    public func seconds(since other: Timestamp) -> Double {
        Double(microseconds - other.microseconds) / 1_000_000
    }
}
