internal import XCom
internal import XComSupervisor

/// What is called for a try whose process was lost: the task's callbacks and its mail, in a process of their own, since the
/// task's is not there to call them.
///
/// Airflow: `jobs/scheduler_job_runner.py` asks for them (`process_executor_events` and
/// `_purge_task_instances_without_heartbeats`), and `dag_processing/processor.py` calls them.
package struct LostTry: Codable, Equatable {
    package enum Call: String, Codable, CaseIterable {
        case failureCallbacks = "on_failure_callback"
        case retryCallbacks = "on_retry_callback"
        case failureEmail = "email_on_failure"
        case retryEmail = "email_on_retry"
    }

    /// In the order in which they are called.
    var calls: [Call]
    // The try as it was lost: the next one may run by now.
    var tryNumber: Int
    var maxTries: Int
    var hostname: String
    /// How it was lost.
    var message: String

    /// - Returns: `nil` where there is nothing to call.
    init?(_ lost: TaskInstance, of node: TaskNode, _ loss: ProcessLoss, _ release: AirflowRelease) {
        calls = Call.wanted(after: loss.cause, mayRetry: lost.state == .upForRetry, release).filter(node.has)
        guard !calls.isEmpty else { return nil }
        tryNumber = lost.tryNumber
        maxTries = lost.maxTries
        hostname = lost.hostname
        message = loss.problem.message
    }
}

extension LostTry.Call {
    /// What Airflow asks for, whether the task has it or not.
    ///
    /// - `mayRetry`: whether the task is tried again.
    static func wanted(after cause: ProcessLoss.Cause, mayRetry: Bool, _ release: AirflowRelease) -> [Self] {
        let own: Self = mayRetry ? .retryCallbacks : .failureCallbacks
        let mismatch = [own, mayRetry ? .retryEmail : .failureEmail]
        switch cause {
        case .success:
            return mismatch
        case .failure:
            // Without a retry the supervisor records the failure itself, and the scheduler has nothing to wonder about.
            return mayRetry ? mismatch : []
        case .supervisor:
            // Once for the heartbeats that are missing, and once when the executor tells of the task that was taken from it.
            return [release >= .v33 ? own : .failureCallbacks] + mismatch
        }
    }
}

extension TaskNode {
    func has(_ call: LostTry.Call) -> Bool {
        switch call {
        case .failureCallbacks: hasOnFailureCallback
        case .retryCallbacks: hasOnRetryCallback
        case .failureEmail: emailsOnFailure
        case .retryEmail: emailsOnRetry
        }
    }
}
