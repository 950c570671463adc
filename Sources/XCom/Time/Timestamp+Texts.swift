extension Timestamp {
    /// Python's `datetime.isoformat()` of this moment in UTC: `2026-01-01T00:00:00+00:00`, with microseconds only where
    /// there are some.
    public var iso8601: String {
        var text = CivilTime(self).text(separator: UInt8(ascii: "T"), alwaysMicroseconds: false)
        text.append(contentsOf: "+00:00".utf8)
        return String(decoding: text, as: UTF8.self)
    }

    /// What SQLAlchemy writes into a `TIMESTAMP` column of SQLite, and Airflow with it: `2026-01-01 00:00:00.000000`.
    public var sqlText: String {
        String(
            decoding: CivilTime(self).text(separator: UInt8(ascii: " "), alwaysMicroseconds: true), as: UTF8.self)
    }

    /// Reads ISO 8601 as Airflow's users write it, `sqlText` included: a date, or a date and a time after `T` or a
    /// blank, with up to nine digits of a second (those behind the sixth are cut off), and `Z` or an offset. Without an
    /// offset it is UTC. `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        var reader = Reader(bytes: Array(text.utf8))
        guard let timestamp = reader.read() else { return nil }
        self = timestamp
    }

    private struct Reader {
        let bytes: [UInt8]
        var index = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        mutating func read() -> Timestamp? {
            guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"),
                let day = number(digits: 2)
            else { return nil }
            var time = CivilTime(year: year, month: month, day: day)
            guard index < bytes.count else {
                return time.isValid ? time.timestamp : nil
            }
            guard skip("T") || skip("t") || skip(" "), let hour = number(digits: 2), skip(":"),
                let minute = number(digits: 2)
            else { return nil }
            time.hour = hour
            time.minute = minute
            if skip(":") {
                guard let second = number(digits: 2) else { return nil }
                time.second = second
                if skip(".") || skip(",") {
                    guard let microsecond = fraction() else { return nil }
                    time.microsecond = microsecond
                }
            }
            guard let offset = offset(), index == bytes.count, time.isValid else { return nil }
            let timestamp = Timestamp(microseconds: time.timestamp.microseconds - offset * 1_000_000)
            return Timestamp.pythonRange.contains(timestamp) ? timestamp : nil
        }

        /// Seconds east of UTC.
        private mutating func offset() -> Int64? {
            if index == bytes.count || skip("Z") || skip("z") { return 0 }
            let sign: Int64
            if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
            guard let hours = number(digits: 2), hours < 24 else { return nil }
            var seconds = hours * 3600
            if index < bytes.count {
                let hasColon = skip(":")
                guard let minutes = number(digits: 2), minutes < 60 else { return nil }
                seconds += minutes * 60
                if index < bytes.count, !hasColon || skip(":") {
                    guard let rest = number(digits: 2), rest < 60 else { return nil }
                    seconds += rest
                }
            }
            return sign * Int64(seconds)
        }

        private mutating func fraction() -> Int? {
            var value = 0
            var digits = 0
            while index < bytes.count, let digit = digit(at: index) {
                if digits < 6 { value = value * 10 + digit }
                digits += 1
                index += 1
            }
            guard (1...9).contains(digits) else { return nil }
            while digits < 6 {
                value *= 10
                digits += 1
            }
            return value
        }

        private mutating func number(digits: Int) -> Int? {
            guard index + digits <= bytes.count else { return nil }
            var value = 0
            for position in index..<(index + digits) {
                guard let digit = digit(at: position) else { return nil }
                value = value * 10 + digit
            }
            index += digits
            return value
        }

        private func digit(at position: Int) -> Int? {
            let byte = bytes[position]
            return byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte - UInt8(ascii: "0")) : nil
        }

        private mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }
    }
}
