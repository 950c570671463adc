package import FoundationEssentials
package import XCom

extension Supervisor {
    /// Ends a try whose process is gone without a terminal message: by Airflow's rules it is failed, or tried again.
    ///
    /// Does nothing where the task instance is not running (its terminal message was recorded).
    ///
    /// - Parameters:
    ///   - type: A word for how the process ended, as the type of ``TaskFailure``.
    ///   - message: The reason in a sentence.
    /// - Returns: The state that the task instance is in then.
    @discardableResult
    package func processEnded(
        taskInstance id: UUID, type: String, message: String
    ) throws -> TaskInstanceState? {
        let now = clock()
        return try store.transaction {
            let taskInstance = try taskInstance(id)
            guard taskInstance.state == .running || taskInstance.state == .restarting else { return taskInstance.state }
            let mayRetry = taskInstance.state == .restarting || Self.shouldRetry(taskInstance)
            let state: TaskInstanceState = mayRetry ? .upForRetry : .failed
            try store.updateTaskInstance(id) { ended in
                ended.state = state
                ended.endDate = now
                ended.nextMethod = nil
                ended.nextKwargs = nil
            }
            if mayRetry {
                try store.deleteReschedules(taskInstanceID: id)
            }
            try store.insert(failure(of: taskInstance, type: type, message: message))
            return state
        }
    }

    /// Records why the try of a task instance failed.
    ///
    /// - Parameter type: The full name of the exception's type.
    package func recordFailure(taskInstance id: UUID, type: String, message: String) throws {
        try store.insert(failure(of: taskInstance(id), type: type, message: message))
    }

    private func failure(of taskInstance: TaskInstance, type: String, message: String) -> TaskFailure {
        TaskFailure(
            taskInstance: taskInstance.key, tryNumber: taskInstance.tryNumber, type: type, message: message,
            timestamp: clock())
    }
}
