internal import Glibc

/// A date and a time of day in the proleptic Gregorian calendar, as the texts spell them: no time zone in it.
struct CivilTime {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    var microsecond: Int

    private static let microsecondsPerDay: Int64 = 86_400_000_000

    init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
    }

    /// What a clock in UTC shows.
    init(_ timestamp: Timestamp) {
        var days = timestamp.microseconds / Self.microsecondsPerDay
        var rest = timestamp.microseconds % Self.microsecondsPerDay
        if rest < 0 {
            rest += Self.microsecondsPerDay
            days -= 1
        }
        // Days since 0000-03-01, in eras of 400 years: leap days are at the end of a year that starts in March.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
        month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        hour = Int(rest / 3_600_000_000)
        minute = Int(rest / 60_000_000 % 60)
        second = Int(rest / 1_000_000 % 60)
        microsecond = Int(rest % 1_000_000)
    }

    /// What a clock in this process's time zone shows.
    init(local timestamp: Timestamp) {
        var seconds = time_t(timestamp.microseconds / 1_000_000)
        if timestamp.microseconds % 1_000_000 < 0 { seconds -= 1 }
        var broken = tm()
        localtime_r(&seconds, &broken)
        self.init(
            year: Int(broken.tm_year) + 1900, month: Int(broken.tm_mon) + 1, day: Int(broken.tm_mday),
            hour: Int(broken.tm_hour), minute: Int(broken.tm_min), second: Int(broken.tm_sec),
            microsecond: Int(timestamp.microseconds - Int64(seconds) * 1_000_000))
    }

    /// `2026-01-01T00:00:00`, with microseconds where there are some.
    var iso8601: String {
        String(decoding: text(separator: UInt8(ascii: "T"), alwaysMicroseconds: false), as: UTF8.self)
    }

    /// An offset from UTC as `datetime.isoformat()` writes it: `+05:30`.
    static func offset(_ seconds: Int) -> String {
        let time = CivilTime(Timestamp(microseconds: Int64(seconds.magnitude) * 1_000_000)).iso8601.dropFirst(11)
        return (seconds < 0 ? "-" : "+") + (time.hasSuffix(":00") ? time.dropLast(3) : time)
    }

    /// Whether there is such a day and such a time, within the years that Python's `datetime` knows.
    var isValid: Bool {
        guard (1...9999).contains(year), (1...12).contains(month), (0...23).contains(hour), (0...59).contains(minute),
            (0...59).contains(second), (0...999_999).contains(microsecond)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    /// The moment at which a clock in UTC shows this.
    var timestamp: Timestamp {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = Int64(hour * 3600 + minute * 60 + second)
        return Timestamp(microseconds: days * Self.microsecondsPerDay + seconds * 1_000_000 + Int64(microsecond))
    }

    /// `2026-01-01T00:00:00`, with `.000123` behind it where there are microseconds or they are always wanted.
    func text(separator: UInt8, alwaysMicroseconds: Bool) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(32)
        func append(_ number: Int, digits: Int) {
            var divisor = 1
            for _ in 1..<digits { divisor *= 10 }
            while divisor > 0 {
                text.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
                divisor /= 10
            }
        }
        append(year, digits: 4)
        text.append(UInt8(ascii: "-"))
        append(month, digits: 2)
        text.append(UInt8(ascii: "-"))
        append(day, digits: 2)
        text.append(separator)
        append(hour, digits: 2)
        text.append(UInt8(ascii: ":"))
        append(minute, digits: 2)
        text.append(UInt8(ascii: ":"))
        append(second, digits: 2)
        if alwaysMicroseconds || microsecond != 0 {
            text.append(UInt8(ascii: "."))
            append(microsecond, digits: 6)
        }
        return text
    }
}
