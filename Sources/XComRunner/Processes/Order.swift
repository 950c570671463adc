internal import FoundationEssentials
internal import XCom

/// What a process that the worker forks is to do.
package struct Order: Codable, Equatable {
    package enum Work: String, Codable {
        case task, trigger
        /// The DAG's own callback.
        case callback
        /// What is called for a task instance whose process was lost.
        case taskCallback

        /// Whether it is what Airflow's DAG processor does.
        var isCallback: Bool { self == .callback || self == .taskCallback }
    }

    var work: Work
    /// The task instance; of a callback the one it is told of, if any.
    var instance: UUID?
    var dagID: String
    var runID: String
    /// Of all but the DAG's callback.
    var taskID: String?
    var mapIndex = TaskInstanceKey.unmapped
    var logPath: String?
    /// Of a task that runs in a process of a bundle.
    var bundle: BundleLaunch?
    /// Of the DAG's callback: which, and why the run ended.
    var callbackKind: RunDagCallback.Kind?
    var reason: String?
    /// What is called for a try, and what of the instance's is the try's.
    var lostTry: LostTry?
    /// How many more processes the run is about to need: where there are any, the worker forks one ahead.
    var moreToCome = 0

    var run: DagRunKey { DagRunKey(dagID: dagID, runID: runID) }

    /// Of an order for callbacks: which they are.
    var callbacksInWords: String {
        if let lostTry { return "The callbacks for the lost try \(lostTry.tryNumber) of \(label)" }
        return "The \(callbackKind?.rawValue ?? "") callbacks of DAG \(dagID)"
    }

    /// What its lines are marked with where several logs are followed at once.
    var label: String {
        guard let taskID else { return dagID }
        return TaskInstanceKey(dagID: dagID, runID: runID, taskID: taskID, mapIndex: mapIndex).label
    }
}
