package import XCom

/// What a task has to do with runs of DAGs, its own ones left out: whoever schedules may have to execute them.
package enum RunConcern: Hashable, Codable, Sendable {
    /// It has made a run, or started one anew.
    case triggered(dagID: String, runID: String)
    /// It asks how runs stand, or tasks of them.
    case asks(RunQuestion)
}

/// The runs that a task asks for.
package struct RunQuestion: Hashable, Codable, Sendable {
    package var dagID: String
    package var runIDs: [String] = []
    package var logicalDates: [Timestamp] = []
    /// Whether it is about tasks of the runs, and not about the runs as wholes.
    package var isOfTasks = false
}

extension Supervisor {
    func notice(runs: [String]? = nil, dates: [Timestamp]? = nil, of dagID: String, isOfTasks: Bool = false) {
        guard runs.given != nil || dates.given != nil else { return }
        onRunConcern?(
            .asks(RunQuestion(dagID: dagID, runIDs: runs ?? [], logicalDates: dates ?? [], isOfTasks: isOfTasks)))
    }
}
