/// What a pull asks for, and how its answer is put together: the rules of `xcom_pull` in one version of Airflow.
///
/// There is one type for each version. Whoever pulls makes the one whose rules are followed, and nothing behind it asks
/// which that is.
public protocol PullRequest: Hashable, Sendable {
    /// Pulls from a source.
    ///
    /// - `none`: What stands for a null (Python's `None`).
    /// - `default`: What was given to stand for a missing value.
    /// - `decode`: What a stored value becomes; `nil` is a null.
    func answer<Value>(
        from source: some PullSource, none: Value, default: Value, decode: (WireValue) throws -> Value?
    ) throws -> PullAnswer<Value>
}

/// What a pull gives: one value, a list, or rows that are read when they are wanted.
public enum PullAnswer<Value> {
    case one(Value)
    case list([Value])
    case selection(XComSelection)
}

extension PullAnswer {
    /// All values, those of a selection read now.
    public func values(from source: some PullSource, decode: (WireValue) throws -> Value) throws -> [Value] {
        switch self {
        case .one(let value): [value]
        case .list(let values): values
        case .selection(let selection): try source.entries(of: selection, in: .all).map { try decode($0.value) }
        }
    }
}

extension PullAnswer: Equatable where Value: Equatable {}
extension PullAnswer: Sendable where Value: Sendable {}

/// Where pulled values come from: a store, or a supervisor before one.
public protocol PullSource {
    /// The value at an address; `nil` where there is none.
    func value(at address: XComAddress, includePriorDates: Bool) throws -> WireValue?

    /// All values of a sequence in the order of the map indexes; empty where there are none.
    func values(of sequence: XComSequence, includePriorDates: Bool) throws -> [WireValue]

    /// A part of the rows of a selection, in its order.
    func entries(of selection: XComSelection, in window: XComSelection.Window) throws -> [XComEntry]
}

/// A store that nobody asks by another release's rules goes by those of Airflow 3.2.
extension XComStore {
    public func value(at address: XComAddress, includePriorDates: Bool) throws -> WireValue? {
        try value(at: address, includePriorDates ? .upToRunsOfAnyDAG : .excluded)
    }

    public func values(of sequence: XComSequence, includePriorDates: Bool) throws -> [WireValue] {
        try slice(
            of: sequence, start: nil, stop: nil, step: nil, includePriorDates ? .upToRunsOfAnyDAG : .excluded)
    }
}
