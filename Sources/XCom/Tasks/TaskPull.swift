/// What the code of a task asks for: by which rules it is answered is its run's matter.
struct TaskPull {
    var dagID: String
    var runID: String
    /// `nil` for any.
    var taskIDs: [String]?
    var key: String
    private let includePriorDates: Bool
    private let mapIndexes: [Int]?
    private let isSingle: Bool

    init(
        by own: TaskInstanceKey, from taskIDs: [String]?, key: String, dagID: String?, runID: String?,
        includePriorDates: Bool, mapIndexes: [Int]?, isSingle: Bool
    ) {
        self.dagID = dagID ?? own.dagID
        self.runID = runID ?? own.runID
        self.taskIDs = taskIDs
        self.key = key
        self.includePriorDates = includePriorDates
        self.mapIndexes = mapIndexes
        self.isSingle = isSingle
    }

    /// The pull by a version's rules.
    func request(by rules: AirflowRules) -> any PullRequest {
        switch rules {
        case .airflow2:
            let order = XComSelection.Order.place(
                tasks: taskIDs.map { .listed($0) } ?? .ascending,
                mapIndexes: mapIndexes.map { .listed($0) } ?? .ascending)
            return Airflow2Pull(
                selection: XComSelection(
                    dagIDs: [dagID], runID: runID, includePriorDates: includePriorDates, taskIDs: taskIDs,
                    key: key.isEmpty ? nil : key, mapIndexes: mapIndexes.map { .each($0) }, order: order),
                isSingle: isSingle)
        case .airflow3:
            return Airflow3Pull(
                dagID: dagID, runID: runID, taskIDs: taskIDs ?? [], key: key,
                includePriorDates: includePriorDates, mapIndexes: mapIndexes, isSingle: isSingle)
        }
    }
}

extension AirflowRules {
    /// The tasks that a pull is from where none is named: that of the task instance itself, or any.
    func tasks(of own: TaskInstanceKey) -> [String]? {
        switch self {
        case .airflow2: nil
        case .airflow3: [own.taskID]
        }
    }

    /// Whether a value may be pushed under a key; Airflow 2 takes every text.
    func allow(key: String) -> Bool {
        self == .airflow2 || !key.isEmpty
    }
}
