extension Timestamp {
    /// What Python's `datetime.timestamp()` gives.
    var pythonTimestamp: Double { secondsOf(microseconds: Int128(microseconds)) }

    /// What Python's `datetime.fromtimestamp` reads: the nearest microsecond; `nil` outside of the years 1 to 9999.
    init?(pythonTimestamp seconds: Double) {
        guard seconds.magnitude < 300_000_000_000 else { return nil }
        let whole = seconds.rounded(.towardZero)
        let rest = ((seconds - whole) * 1_000_000).rounded(.toNearestOrEven)
        self.init(microseconds: Int64(whole) * 1_000_000 + Int64(rest))
        guard Timestamp.pythonRange.contains(self) else { return nil }
    }
}

extension Duration {
    /// As long as Python's `timedelta` can be, either way: 999,999,999 days and what is left of one.
    private static let pythonLimit = Duration.seconds(86_400_000_000_000)

    var isInPythonRange: Bool { self < Self.pythonLimit && self >= .zero - Self.pythonLimit }

    /// What Python's `timedelta.total_seconds()` gives; it knows microseconds only.
    var pythonSeconds: Double {
        let (seconds, attoseconds) = components
        return secondsOf(microseconds: Int128(seconds) * 1_000_000 + Int128(attoseconds / 1_000_000_000_000))
    }

    /// What Python's `str` makes of a `timedelta`: `1 day, 2:03:04.500000`.
    var pythonText: String {
        let (seconds, attoseconds) = components
        let micro = Int128(seconds) * 1_000_000 + Int128(attoseconds / 1_000_000_000_000)
        let day: Int128 = 86_400_000_000
        let days = micro / day - (micro % day < 0 ? 1 : 0)
        let time = CivilTime(Timestamp(microseconds: Int64(micro - days * day))).iso8601.dropFirst(11)
        let clock = time.hasPrefix("0") ? time.dropFirst() : time
        return days == 0 ? String(clock) : "\(days) day\(days.magnitude == 1 ? "" : "s"), \(clock)"
    }

    /// `nil` for what is longer than a `timedelta` can be.
    init?(pythonSeconds seconds: Double) {
        guard seconds.magnitude < 86_400_000_000_000 else { return nil }
        let whole = seconds.rounded(.towardZero)
        let rest = ((seconds - whole) * 1_000_000).rounded(.toNearestOrEven)
        self = .seconds(Int64(whole)) + .microseconds(Int64(rest))
    }
}

/// The double nearest to microseconds divided by a million.
private func secondsOf(microseconds: Int128) -> Double {
    if microseconds.magnitude < 1 << 53 { return Double(microseconds) / 1_000_000 }
    // The division of two doubles would round twice; reading a decimal number rounds once.
    let digits = String(microseconds.magnitude)
    let text = "\(microseconds < 0 ? "-" : "")\(digits.dropLast(6)).\(digits.suffix(6))"
    return Double(text) ?? Double(microseconds) / 1_000_000
}
