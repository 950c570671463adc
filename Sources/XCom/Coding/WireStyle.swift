/// How types that JSON does not have are written.
public enum WireStyle: Hashable, Sendable {
    /// As Airflow stores them in an XCom: in the envelopes of its serialization (`__classname__`, `__version__`,
    /// `__data__`).
    ///
    /// | Swift | Python |
    /// | --- | --- |
    /// | `Timestamp`, `Date` | `datetime.datetime` in UTC |
    /// | ``CalendarDate`` | `datetime.date` |
    /// | `Duration` | `datetime.timedelta` |
    /// | `Decimal` | `decimal.Decimal` |
    /// | `UUID` | `uuid.UUID` |
    /// | `Set` | `set` |
    /// | ``Tuple`` | `tuple` |
    ///
    /// When read, an array may be any of list, tuple, set and frozenset, a date may be one of pendulum's, and a keyed
    /// type may be a dict or what is inside of a dataclass, an attrs or a pydantic class.
    case xcom
    /// As messages between the Task SDK and its supervisor write them: dates in ISO 8601, durations in seconds, UUIDs as
    /// texts, tuples and sets as arrays.
    case message
}
