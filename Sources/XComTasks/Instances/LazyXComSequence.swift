internal import XCom
internal import XComSupervisor

/// The values of the instances of a mapped task, in the order of their map indexes, each fetched when it is wanted: Airflow's
/// `LazyXComSequence`.
///
/// Going through it fetches a page at a time; nothing is kept.
public struct LazyXComSequence<Value: Decodable>: AsyncSequence, Sendable {
    /// A value; `nil` for a null.
    public typealias Element = Value?

    private let sequence: XComSequence
    private let own: TaskInstanceKey
    private let comms: SupervisorComms

    init(_ sequence: XComSequence, by own: TaskInstanceKey, comms: SupervisorComms) {
        self.sequence = sequence
        self.own = own
        self.comms = comms
    }

    /// How many values there are.
    public var count: Int {
        get async throws {
            let sequence = sequence
            return try await comms.perform { try $0.ask(GetXComCount(of: sequence), for: XComCountResponse.self).len }
        }
    }

    /// The value at an offset, from the end where it is negative; `nil` where there is none, and for a null.
    ///
    /// - Throws: `XComCodingError` where it is not of the type; ``SupervisorRefusal``.
    public func item(at offset: Int) async throws -> Value? {
        let sequence = sequence
        let value: WireValue? = try await comms.perform {
            try $0.find(GetXComSequenceItem(of: sequence, at: offset), for: XComSequenceIndexResult.self)?.root
        }
        return try value.flatMap { try decode($0) }
    }

    /// The values from `start` up to `stop`, as a slice of a Python list counts; `nil` for each null.
    ///
    /// - Throws: as ``item(at:)``.
    public func slice(from start: Int? = nil, to stop: Int? = nil, step: Int? = nil) async throws -> [Value?] {
        let sequence = sequence
        return try await comms.perform {
            try $0.ask(
                GetXComSequenceSlice(of: sequence, start: start, stop: stop, step: step),
                for: XComSequenceSliceResult.self
            ).root
        }.map { try decode($0) }
    }

    private func decode(_ value: WireValue) throws -> Value? {
        let pull = TaskPull(
            by: own, from: [sequence.taskID], key: sequence.key, dagID: sequence.dagID, runID: sequence.runID,
            includePriorDates: false, mapIndexes: nil, isSingle: false)
        return try pull.decode(Value.self, value)
    }

    /// Begins at the first value.
    public func makeAsyncIterator() -> Iterator { Iterator(sequence: self) }

    /// Goes through the values page by page.
    public struct Iterator: AsyncIteratorProtocol {
        private static var pageSize: Int { 64 }

        fileprivate let sequence: LazyXComSequence
        private var page: [Value?] = []
        private var place = 0
        private var fetched = 0
        private var isAtEnd = false

        fileprivate init(sequence: LazyXComSequence) {
            self.sequence = sequence
        }

        /// The next value; `.none` behind the last one.
        public mutating func next() async throws -> Value?? {
            if place == page.count, !isAtEnd {
                page = try await sequence.slice(from: fetched, to: fetched + Self.pageSize)
                place = 0
                fetched += page.count
                isAtEnd = page.count < Self.pageSize
            }
            guard place < page.count else { return .none }
            defer { place += 1 }
            return .some(page[place])
        }
    }
}
