internal import XCom

/// What the state machine wants done; in the order given, those that only write to the store first.
enum SchedulerAction: Equatable {
    /// Make an instance without state.
    case insert(InstanceIndex)
    /// The unexpanded instance of a task becomes the one with map index 0; what it stored goes.
    case expand(task: Int)
    /// The unexpanded instance of a task has failed, since it would be expanded too far.
    case refuseExpansion(task: Int)
    /// Record a state and a try.
    case set(InstanceIndex, TaskInstanceState, tryNumber: Int)
    /// Start the instance's process.
    case dispatch(InstanceIndex)
    /// Start the trigger of a deferred instance.
    case startTrigger(InstanceIndex)
    /// End the instance's process.
    case terminate(InstanceIndex)
    /// The run is over.
    case end(DagRunState, EndReason, InstanceIndex?)
}

/// Why a run ended, as Airflow hands it to the DAG's callbacks.
enum EndReason: String {
    case success
    case taskFailure = "task_failure"
    case allTasksDeadlocked = "all_tasks_deadlocked"
}
