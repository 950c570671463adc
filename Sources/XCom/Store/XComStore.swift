/// One stored XCom: a row of Airflow's `xcom` table.
public struct XComEntry: Hashable, Sendable {
    /// Where it is.
    public var address: XComAddress
    /// The value.
    public var value: WireValue
    /// When it was written.
    public var timestamp: Timestamp

    public init(address: XComAddress, value: WireValue, timestamp: Timestamp) {
        self.address = address
        self.value = value
        self.timestamp = timestamp
    }
}

/// A stored XCom whose value may be out of reach: an offloaded one that is gone, for example.
public struct XComReading: Hashable, Sendable {
    /// Where it is.
    public var address: XComAddress
    /// The value, which is JSON, or why it cannot be read.
    public var value: Result<WireValue, StoreError>
    /// When it was written.
    public var timestamp: Timestamp

    public init(address: XComAddress, value: Result<WireValue, StoreError>, timestamp: Timestamp) {
        self.address = address
        self.value = value
        self.timestamp = timestamp
    }
}

/// What is known of a stored XCom without its value.
public struct XComSummary: Hashable, Sendable {
    /// Where it is.
    public var address: XComAddress
    /// The bytes of the value's JSON text.
    public var size: Int
    /// Whether the value is a null.
    public var isNull: Bool
    /// When it was written.
    public var timestamp: Timestamp

    public init(address: XComAddress, size: Int, isNull: Bool = false, timestamp: Timestamp) {
        self.address = address
        self.size = size
        self.isNull = isNull
        self.timestamp = timestamp
    }
}

/// In which order summaries are wanted.
public enum XComOrder: Hashable, Sendable {
    /// By DAG, run, task, map index and key.
    case address
    case largestFirst
    case newestFirst
}

/// Where XComs live. Small and synchronous; every conformer passes one shared test suite.
///
/// A store may be used from several threads; it is not carried over a fork.
public protocol XComStore: AnyObject, PullSource {
    /// How large a value may be. The store refuses what is above the hard limit; whoever pushes warns of the soft one.
    var limits: SizeLimits { get }

    /// Stores a value, in place of one that is there. It is committed when the call returns.
    ///
    /// - Throws: ``StoreError`` `dagRunNotFound` or `taskInstanceNotFound` where the address has no run or instance,
    ///   `tooLarge` where the value is above the hard limit.
    func set(_ value: WireValue, at address: XComAddress) throws

    /// As ``set(_:at:)``, and records the value's length for mapped downstreams in the same transaction.
    func set(_ value: WireValue, at address: XComAddress, taskMap: TaskMap) throws

    /// Notes that an XCom which is there is, or belongs to, the result of its DAG run; what takes its place is not.
    func markDagResult(_ address: XComAddress) throws

    /// The value at an address.
    ///
    /// With prior dates the newest value of the runs up to and including the logical date of the address's run; a run
    /// without one counts by its `run_after`.
    func value(at address: XComAddress, _ priorDates: PriorDates) throws -> WireValue?

    /// How many rows a sequence has.
    func count(of sequence: XComSequence) throws -> Int

    /// The row at an offset in map-index order; a negative offset counts from the end.
    func item(of sequence: XComSequence, at offset: Int) throws -> WireValue?

    /// The rows of a slice in map-index order, by the rules of Airflow's Execution API (`LIMIT` and `OFFSET`, where a
    /// list of Python would differ); all of them where the bounds are `nil`.
    func slice(
        of sequence: XComSequence, start: Int?, stop: Int?, step: Int?, _ priorDates: PriorDates
    ) throws -> [WireValue]

    /// How many rows a selection has.
    func count(of selection: XComSelection) throws -> Int

    /// Deletes one XCom; what is not there is no error. Gives back whether something was deleted.
    @discardableResult func delete(_ address: XComAddress) throws -> Bool

    /// The keys under which a task instance has XComs, sorted.
    func keys(of taskInstance: TaskInstanceKey) throws -> [String]

    /// Deletes all XComs of a task instance, and what was recorded of their lengths.
    func clear(_ taskInstance: TaskInstanceKey) throws

    /// The XComs that a filter lets through, sorted by DAG, run, task, map index and key, also those whose values cannot be
    /// read.
    ///
    /// - `limit`: how many at most; `nil` for all.
    func readings(_ filter: XComFilter, limit: Int?) throws -> [XComReading]

    /// What is known of the XComs that a filter lets through, without their values.
    func summaries(_ filter: XComFilter, order: XComOrder, limit: Int?) throws -> [XComSummary]
}

extension XComStore {
    /// All XComs that a filter lets through.
    public func readings(_ filter: XComFilter) throws -> [XComReading] { try readings(filter, limit: nil) }

    /// The XComs that a filter lets through, sorted by DAG, run, task, map index and key.
    ///
    /// - Throws: ``StoreError`` where one of the values cannot be read.
    public func entries(_ filter: XComFilter) throws -> [XComEntry] {
        try readings(filter).map { reading in
            XComEntry(address: reading.address, value: try reading.value.get(), timestamp: reading.timestamp)
        }
    }
}
