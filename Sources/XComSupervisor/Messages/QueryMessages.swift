package import XCom

package import struct FoundationEssentials.UUID

/// Asks how many task instances there are.
package struct GetTICount: ToSupervisor {
    package var dagID: String
    package var mapIndex: Int?
    package var taskIDs: [String]?
    package var taskGroupID: String?
    package var logicalDates: [Timestamp]?
    package var runIDs: [String]?
    package var states: [String]?
}

/// Asks for the states of task instances.
package struct GetTaskStates: ToSupervisor {
    package var dagID: String
    package var mapIndex: Int?
    package var taskIDs: [String]?
    package var taskGroupID: String?
    package var logicalDates: [Timestamp]?
    package var runIDs: [String]?
}

/// Asks for what the finished task instances of a run did.
package struct GetTaskBreadcrumbs: ToSupervisor {
    package var dagID: String
    package var runID: String
}

/// Asks for the newest instance of a task in the runs before a date.
package struct GetPreviousTI: ToSupervisor {
    package var dagID: String
    package var taskID: String
    package var logicalDate: Timestamp?
    package var mapIndex: Int?
    package var state: TaskInstanceState?
}

/// Asks when a task instance was first rescheduled.
package struct GetTaskRescheduleStartDate: ToSupervisor {
    package var tiID: UUID
    package var tryNumber: Int?
}

/// Asks for the previous successful run of the task instance's DAG.
package struct GetPrevSuccessfulDagRun: ToSupervisor {
    package var tiID: UUID
}

/// Asks which assets of a task's inlets and outlets are not active.
package struct ValidateInletsAndOutlets: ToSupervisor {
    package var tiID: UUID
}

/// The answer to ``GetTICount``.
package struct TICount: ToTask {
    package var count: Int
}

/// The answer to ``GetTaskStates``: a JSON object, by run id and by `task_id` or `task_id_mapindex`.
package struct TaskStatesResult: ToTask {
    package var taskStates: WireValue
}

/// The answer to ``GetTaskBreadcrumbs``.
package struct TaskBreadcrumbsResult: ToTask {
    /// One finished task instance.
    package struct Breadcrumb: Codable, Hashable, Sendable {
        package var taskID: String
        package var mapIndex: Int
        package var state: TaskInstanceState?
        package var `operator`: String
        package var duration: Double?
    }

    package var breadcrumbs: [Breadcrumb]
}

/// The answer to ``GetPreviousTI``.
package struct PreviousTIResult: ToTask {
    /// The SDK's `PreviousTIResponse`.
    package struct Response: Codable, Hashable, Sendable {
        package var taskID: String
        package var dagID: String
        package var runID: String
        package var logicalDate: Timestamp?
        package var startDate: Timestamp?
        package var endDate: Timestamp?
        package var state: String?
        package var tryNumber: Int
        package var mapIndex: Int?
        package var duration: Double?
    }

    package var taskInstance: Response?
}

/// The answer to ``GetTaskRescheduleStartDate``.
package struct TaskRescheduleStartDate: ToTask {
    package static let nullableFields = ["start_date"]

    package var startDate: Timestamp?
}

/// The answer to ``GetPrevSuccessfulDagRun``; empty where there is none.
package struct PrevSuccessfulDagRunResult: ToTask {
    package var dataIntervalStart: Timestamp?
    package var dataIntervalEnd: Timestamp?
    package var startDate: Timestamp?
    package var endDate: Timestamp?
}

/// The answer to ``ValidateInletsAndOutlets``.
package struct InactiveAssetsResult: ToTask {
    package var inactiveAssets: [AssetProfile]?
}
