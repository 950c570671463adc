/// XComs of any number of DAGs, tasks, map indexes and keys: those that there are, in an order.
///
/// What Airflow 2 pulls is one (models/xcom.py, `XCom.get_many` and `LazyXComSelectSequence`).
public struct XComSelection: Hashable, Sendable {
    /// `nil` lets every DAG through.
    public var dagIDs: [String]?
    public var runID: String
    /// Whether rows count too of runs up to and including the logical date of each run of that id, whatever its DAG.
    public var includePriorDates: Bool
    /// `nil` lets every task through.
    public var taskIDs: [String]?
    /// `nil` lets every key through.
    public var key: String?
    /// `nil` lets every map index through.
    public var mapIndexes: MapIndexes?
    public var order: Order

    /// Which map indexes a selection lets through.
    public enum MapIndexes: Hashable, Sendable {
        case each([Int])
        case range(Range<Int>)
    }

    /// How the rows are sorted.
    public enum Order: Hashable, Sendable {
        /// Those of the newest run first, and of those the one that was pushed last.
        case newestFirst
        /// By the task first, where that is wanted, then by the map index; within both, those of all keys by task, and
        /// then as they were pushed.
        case place(tasks: Ranking<String>?, mapIndexes: Ranking<Int>)

        /// By map index alone.
        public static let mapIndex = Order.place(tasks: nil, mapIndexes: .ascending)
    }

    /// Which of two comes first.
    public enum Ranking<Element: Hashable & Sendable>: Hashable, Sendable {
        case ascending
        /// As they stand in a list; one that comes twice stands where it comes last.
        case listed([Element])
    }

    /// A part of the rows, counted from either end.
    public struct Window: Hashable, Sendable {
        /// How many rows are left out first.
        public var offset: Int
        /// How many are wanted; `nil` for all that follow.
        public var limit: Int?
        /// Whether the last row comes first.
        public var isReversed: Bool

        public init(offset: Int = 0, limit: Int? = nil, isReversed: Bool = false) {
            self.offset = offset
            self.limit = limit
            self.isReversed = isReversed
        }

        /// All rows.
        public static let all = Window()
        /// The first row.
        public static let first = Window(limit: 1)
    }

    public init(
        dagIDs: [String]?, runID: String, includePriorDates: Bool = false, taskIDs: [String]? = nil, key: String? = nil,
        mapIndexes: MapIndexes? = nil, order: Order = .mapIndex
    ) {
        self.dagIDs = dagIDs
        self.runID = runID
        self.includePriorDates = includePriorDates
        self.taskIDs = taskIDs
        self.key = key
        self.mapIndexes = mapIndexes
        self.order = order
    }
}
