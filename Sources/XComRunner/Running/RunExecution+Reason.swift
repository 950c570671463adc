extension RunExecution {
    /// One sentence on how the run ended, where its tasks' states do not say it.
    var reason: String? {
        if wasInterrupted { return "The run was stopped. Take it up again by xcom resume \(key.runID)." }
        let leftOut = scheduler.leftOut.sorted().map { graph.tasks[$0].taskID }
        if end?.reason == .allTasksDeadlocked {
            let cause = leftOut.isEmpty ? "depends_on_past?" : "\(Self.listed(leftOut)) left out, \(Self.dates)"
            return "Deadlock: no task can run any more, though not all have ended (\(cause))."
        }
        guard !leftOut.isEmpty else { return nil }
        guard leftOut.count < graph.tasks.count else {
            return "All tasks are left out, \(Self.dates). Choose another --logical-date."
        }
        return "Tasks are left out, \(Self.dates): \(Self.listed(leftOut))."
    }

    private static let dates = "since the logical date is before their start_date or after their end_date"

    private static func listed(_ names: [String]) -> String {
        let shown = names.prefix(8).joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }
}
