/// The classes that Airflow's serialization puts into an envelope, `{"__classname__": ..., "__version__": ..., "__data__":
/// ...}`, and that are known here: the one table of their names and versions.
public enum Envelope: Int, CaseIterable, Sendable {
    case tuple, set, frozenset, datetime, date, timedelta, decimal, uuid, pendulumDateTime, pendulumDate
    // Timezones, which stand in a datetime's envelope.
    case timezone, zoneInfo, pendulumTimezone, pendulumFixedTimezone

    public init?(name: String) {
        guard let envelope = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = envelope
    }

    @inlinable public var name: String {
        switch self {
        case .tuple: "builtins.tuple"
        case .set: "builtins.set"
        case .frozenset: "builtins.frozenset"
        case .datetime: "datetime.datetime"
        case .date: "datetime.date"
        case .timedelta: "datetime.timedelta"
        case .decimal: "decimal.Decimal"
        case .uuid: "uuid.UUID"
        case .pendulumDateTime: "pendulum.datetime.DateTime"
        case .pendulumDate: "pendulum.date.Date"
        case .timezone: "datetime.timezone"
        case .zoneInfo: "zoneinfo.ZoneInfo"
        case .pendulumTimezone: "pendulum.tz.timezone.Timezone"
        case .pendulumFixedTimezone: "pendulum.tz.timezone.FixedTimezone"
        }
    }

    /// The version that Airflow writes.
    @inlinable public var version: Int {
        switch self {
        case .datetime, .date, .timedelta, .pendulumDateTime, .pendulumDate: 2
        default: 1
        }
    }

    /// What stands before the data, of each in order.
    // SAFETY: made once, and never changed or given up.
    nonisolated(unsafe) fileprivate static let openings = allCases.map { envelope in
        let text = #"{"\#(classKey)": "\#(envelope.name)", "\#(versionKey)": \#(envelope.version), "\#(dataKey)": "#
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
        _ = bytes.initialize(from: text.utf8)
        return UnsafeBufferPointer(bytes)
    }

    @inlinable public static var classKey: String { "__classname__" }
    @inlinable public static var versionKey: String { "__version__" }
    @inlinable public static var dataKey: String { "__data__" }
    @inlinable public static var idKey: String { "__id__" }
    /// What Airflow 2 wrote in place of the first and the last.
    @inlinable public static var oldTypeKey: String { "__type" }
    @inlinable public static var oldDataKey: String { "__var" }
}

extension JSONWriter {
    /// Writes what stands before an envelope's data; a `}` stands behind it.
    public mutating func open(_ envelope: Envelope) {
        append(Envelope.openings[envelope.rawValue])
    }

    /// Writes what stands before the name or offset of a timezone, which is the tuple `(name, class, version, true)`.
    public mutating func openTimezone() {
        open(.tuple)
        append(0x5B)
    }

    public mutating func closeTimezone(_ zone: Envelope) {
        append(#", ""#)
        append(json: zone.name)
        append(#"", "#)
        integer(zone.version)
        append(", true]}")
    }
}
