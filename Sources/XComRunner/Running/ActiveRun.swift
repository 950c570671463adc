internal import XCom
internal import XComSupervisor

/// A run that is under way, and what keeps others from executing it.
final class ActiveRun {
    let execution: RunExecution
    let lock: any RunLock
    let cause: RunAgenda.Cause
    /// What the worker knows the lock by.
    let number: Int32
    /// The runs that tasks of this one ask for again and again.
    var waits: [InstanceIndex: [RunQuestion]] = [:]

    init(_ execution: RunExecution, lock: any RunLock, cause: RunAgenda.Cause, number: Int32) {
        self.execution = execution
        self.lock = lock
        self.cause = cause
        self.number = number
    }

    var key: DagRunKey { execution.key }

    var progress: RunProgress { execution.progress(waits: waits) }

    /// Whether a task of this run waits for the other one as a whole.
    func waits(for other: ActiveRun) -> Bool {
        waits.values.joined().contains { question in
            guard !question.isOfTasks, question.dagID == other.key.dagID else { return false }
            return question.runIDs.contains(other.key.runID)
                || other.execution.run.logicalDate.map(question.logicalDates.contains) ?? false
        }
    }
}
