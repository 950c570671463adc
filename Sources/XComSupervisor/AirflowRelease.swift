package import XCom

/// The releases of Airflow 3 whose APIs answer some messages in different ways.
package enum AirflowRelease: Int, Comparable, Sendable {
    case v31 = 1
    case v32
    case v33

    /// The release that a Task SDK belongs to: 1.2.1 to 3.2. One that is newer than all is taken for the newest.
    package init?(taskSDK version: String) {
        let numbers = version.split(separator: ".")
        guard numbers.count > 1, numbers[0] == "1", let minor = Int(numbers[1]), minor >= 1 else { return nil }
        self = AirflowRelease(rawValue: minor) ?? .v33
    }

    package static func < (left: AirflowRelease, right: AirflowRelease) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension AirflowRelease {
    /// Whether a task that goes on after it was deferred is told when it began, not when it goes on.
    ///
    /// Airflow: `execution_api/routes/task_instances.py, ti_run`; the SDK's `supervisor.py, ActivitySubprocess`.
    var keepsStartDate: Bool { self >= .v33 }

    /// What a pull with `include_prior_dates` finds.
    package var priorDates: PriorDates { self >= .v33 ? .upToOwnRun : .upToRunsOfAnyDAG }
}
