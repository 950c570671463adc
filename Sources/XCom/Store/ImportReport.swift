/// What came over from a real Airflow's database, and what did not.
public struct ImportReport: Hashable, Sendable {
    /// How many runs were imported.
    public var dagRuns = 0
    /// How many task instances were imported.
    public var taskInstances = 0
    /// How many XComs were imported.
    public var xcoms = 0
    /// What did not survive, or not as it was.
    public var losses: [ImportLoss] = []

    public init() {}

    /// Counts what did not come over.
    public mutating func lose(_ kind: ImportLoss.Kind, _ count: Int = 1, example: String? = nil) {
        guard count > 0 else { return }
        if let index = losses.firstIndex(where: { $0.kind == kind }) {
            losses[index].count += count
        } else {
            losses.append(ImportLoss(kind: kind, count: count, example: example))
        }
    }
}

/// One kind of thing that did not come over.
public struct ImportLoss: Hashable, Sendable {
    /// What it is, and what became of it.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The store has a run of that id, or of that logical date.
        case runsAlreadyThere = "runs_already_there"
        /// Copied, but nothing goes on with them.
        case runsNotEnded = "runs_not_ended"
        /// Some of their rows hold what no Airflow writes.
        case unreadableRuns = "unreadable_runs"
        /// Their value is not JSON.
        case unreadableXComs = "unreadable_xcoms"
        /// Copied; SQLite has made floating-point numbers of integers that are too large for it.
        case roundedNumbers = "rounded_numbers"
        /// Their task instance is not there.
        case xcomsWithoutTask = "xcoms_without_task"
        /// Rows that Airflow's own migration from version 2 has put aside.
        case archivedXComs = "archived_xcoms"
        case triggers
        case earlierTries = "earlier_tries"
        case variables
        case connections
        case assets
        case assetEvents = "asset_events"
    }

    /// What was lost.
    public var kind: Kind
    /// How often.
    public var count: Int
    /// One of them.
    public var example: String?

    /// What became of them, in words.
    public var reason: String {
        switch kind {
        case .runsAlreadyThere: "left out: the store has a run of that id or logical date"
        case .runsNotEnded: "copied as they are: nothing goes on with them; `xcom run --run-id` takes one up"
        case .unreadableRuns: "left out: rows of theirs cannot be read"
        case .unreadableXComs: "left out: the value is not JSON"
        case .roundedNumbers: "copied as they are: Airflow's column rounds integers beyond 64 bits"
        case .xcomsWithoutTask: "left out: their task instance is not there"
        case .archivedXComs: "left out: pickled values, which Airflow 3 has put aside"
        case .triggers: "left out: the task instances that wait for them will not be resumed"
        case .earlierTries: "left out: the last try of each task instance was copied"
        case .variables: "left out: encrypted with that Airflow's key; export them with `airflow variables export`"
        case .connections: "left out: encrypted with that Airflow's key; export them with `airflow connections export`"
        case .assets, .assetEvents: "left out: a DAG that runs makes its own"
        }
    }
}
