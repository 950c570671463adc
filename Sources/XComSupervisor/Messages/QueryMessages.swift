public import XCom

public import struct FoundationEssentials.UUID

/// Asks how many task instances there are.
public struct GetTICount: ToSupervisor {
    public var dagID: String
    public var mapIndex: Int?
    public var taskIDs: [String]?
    public var taskGroupID: String?
    public var logicalDates: [Timestamp]?
    public var runIDs: [String]?
    public var states: [String]?
}

/// Asks for the states of task instances.
public struct GetTaskStates: ToSupervisor {
    public var dagID: String
    public var mapIndex: Int?
    public var taskIDs: [String]?
    public var taskGroupID: String?
    public var logicalDates: [Timestamp]?
    public var runIDs: [String]?
}

/// Asks for what the finished task instances of a run did.
public struct GetTaskBreadcrumbs: ToSupervisor {
    public var dagID: String
    public var runID: String
}

/// Asks for the newest instance of a task in the runs before a date.
public struct GetPreviousTI: ToSupervisor {
    public var dagID: String
    public var taskID: String
    public var logicalDate: Timestamp?
    public var mapIndex: Int?
    public var state: TaskInstanceState?
}

/// Asks when a task instance was first rescheduled.
public struct GetTaskRescheduleStartDate: ToSupervisor {
    public var tiID: UUID
    public var tryNumber: Int?
}

/// Asks for the previous successful run of the task instance's DAG.
public struct GetPrevSuccessfulDagRun: ToSupervisor {
    public var tiID: UUID
}

/// Asks which assets of a task's inlets and outlets are not active.
public struct ValidateInletsAndOutlets: ToSupervisor {
    public var tiID: UUID
}

/// The answer to ``GetTICount``.
public struct TICount: ToTask {
    public var count: Int
}

/// The answer to ``GetTaskStates``: a JSON object, by run id and by `task_id` or `task_id_mapindex`.
public struct TaskStatesResult: ToTask {
    public var taskStates: WireValue
}

/// The answer to ``GetTaskBreadcrumbs``.
public struct TaskBreadcrumbsResult: ToTask {
    /// One finished task instance.
    public struct Breadcrumb: Codable, Hashable, Sendable {
        public var taskID: String
        public var mapIndex: Int
        public var state: TaskInstanceState?
        public var `operator`: String
        public var duration: Double?
    }

    public var breadcrumbs: [Breadcrumb]
}

/// The answer to ``GetPreviousTI``.
public struct PreviousTIResult: ToTask {
    /// The SDK's `PreviousTIResponse`.
    public struct Response: Codable, Hashable, Sendable {
        public var taskID: String
        public var dagID: String
        public var runID: String
        public var logicalDate: Timestamp?
        public var startDate: Timestamp?
        public var endDate: Timestamp?
        public var state: String?
        public var tryNumber: Int
        public var mapIndex: Int?
        public var duration: Double?
    }

    public var taskInstance: Response?
}

/// The answer to ``GetTaskRescheduleStartDate``.
public struct TaskRescheduleStartDate: ToTask {
    public static let nullableFields = ["start_date"]

    public var startDate: Timestamp?
}

/// The answer to ``GetPrevSuccessfulDagRun``; empty where there is none.
public struct PrevSuccessfulDagRunResult: ToTask {
    public var dataIntervalStart: Timestamp?
    public var dataIntervalEnd: Timestamp?
    public var startDate: Timestamp?
    public var endDate: Timestamp?
}

/// The answer to ``ValidateInletsAndOutlets``.
public struct InactiveAssetsResult: ToTask {
    public var inactiveAssets: [AssetProfile]?
}
