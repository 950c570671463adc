internal import FoundationEssentials
internal import XCom

/// What a process that the worker forks is to do.
package struct Order: Codable, Equatable {
    package enum Work: String, Codable {
        case task, trigger, callback
    }

    var work: Work
    /// The task instance; of a callback the one it is told of, if any.
    var instance: UUID?
    var dagID: String
    var runID: String
    /// Of a task and a trigger.
    var taskID: String?
    var mapIndex = TaskInstanceKey.unmapped
    var logPath: String?
    /// Of a task that runs in a process of a bundle.
    var bundle: BundleLaunch?
    /// Of a callback: which, and why the run ended.
    var callbackKind: RunDagCallback.Kind?
    var reason: String?
    /// How many more processes the run is about to need: where there are any, the worker forks one ahead.
    var moreToCome = 0

    var run: DagRunKey { DagRunKey(dagID: dagID, runID: runID) }

    /// What its lines are marked with where several logs are followed at once.
    var label: String {
        guard let taskID else { return dagID }
        return TaskInstanceKey(dagID: dagID, runID: runID, taskID: taskID, mapIndex: mapIndex).label
    }
}
