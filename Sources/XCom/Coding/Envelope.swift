internal import FoundationEssentials

/// The envelope of Airflow's serialization: `{"__classname__": ..., "__version__": ..., "__data__": ...}`.
enum Envelope {
    static let classname = "__classname__"
    static let version = "__version__"
    static let data = "__data__"
    /// Keys that no dict may have.
    static let reservedKeys: Set<String> = [classname, "__id__"]

    static func text(_ classname: String, version: Int, data: [UInt8]) -> [UInt8] {
        var bytes = Array("{\"__classname__\": ".utf8)
        appendJSONString(classname, to: &bytes)
        bytes.append(contentsOf: ", \"__version__\": \(version), \"__data__\": ".utf8)
        bytes.append(contentsOf: data)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    static func text(_ timestamp: Timestamp) -> [UInt8] {
        let data = """
            {"timestamp": \(pythonRepr(timestamp.pythonTimestamp)), "tz": {"__classname__": "builtins.tuple", \
            "__version__": 1, "__data__": ["UTC", "pendulum.tz.timezone.FixedTimezone", 1, true]}}
            """
        return text("datetime.datetime", version: 2, data: Array(data.utf8))
    }

    static func text(_ date: CalendarDate) -> [UInt8] {
        text("datetime.date", version: 2, data: Array("\"\(date)\"".utf8))
    }

    static func text(_ duration: Duration) -> [UInt8] {
        text("datetime.timedelta", version: 2, data: Array(pythonRepr(duration.pythonSeconds).utf8))
    }

    static func text(_ id: UUID) -> [UInt8] {
        text("uuid.UUID", version: 1, data: Array("\"\(id.uuidString.lowercased())\"".utf8))
    }

    static func text(_ number: Decimal) -> [UInt8] {
        text("decimal.Decimal", version: 1, data: Array(number.wireText.utf8))
    }
}

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

extension Decimal {
    /// The number as Airflow writes it: an `int` where there is nothing behind the point, else a `float`. Where a float
    /// would not be exact, all digits are written: Python reads the same float, and Swift loses nothing.
    var wireText: String {
        if isNaN { return "NaN" }
        let exact = description
        if exponent >= 0 || !exact.contains(".") { return exact }
        guard let double = Double(exact) else { return exact }
        let text = pythonRepr(double)
        return Decimal(string: text) == self ? text : exact
    }
}
