/// A day without a time: Python's `datetime.date`.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The year, from 1 to 9999.
    public let year: Int
    /// The month, from 1.
    public let month: Int
    /// The day of the month, from 1.
    public let day: Int

    /// `nil` where there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard CivilTime(year: year, month: month, day: day).isValid else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2026-02-28`.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 10, let timestamp = Timestamp(text) else { return nil }
        let time = CivilTime(timestamp)
        self.init(year: time.year, month: time.month, day: time.day)
    }

    public var description: String {
        String(CivilTime(year: year, month: month, day: day).timestamp.iso8601.prefix(10))
    }

    public static func < (a: CalendarDate, b: CalendarDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }
}

extension CalendarDate: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = CalendarDate(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "this is not a date")
        }
        self = date
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
