internal import XCom

extension Listing {
    static func sizes(_ summaries: [XComSummary]) -> Listing {
        Listing(
            ["dag_id", "run_id", "task_id", "map_index", "key", "bytes", "timestamp"],
            rows: summaries.map { summary in
                let instance = summary.address.taskInstance
                return [
                    .text(instance.dagID), .text(instance.runID), .text(instance.taskID), .number(instance.mapIndex),
                    .text(summary.address.key), .number(summary.size), Document(summary.timestamp),
                ]
            })
    }

    /// What runs have, one line for each.
    static func extents(_ runs: [DagRunExtent]) -> Listing {
        var listing = Listing(
            ["dag_id", "run_id", "task_instances", "xcoms", "bytes"],
            rows: runs.map { run in
                [
                    .text(run.key.dagID), .text(run.key.runID), .number(run.taskInstances), .number(run.xcoms),
                    .number(run.bytes),
                ]
            })
        listing.whenEmpty = "No runs to delete"
        return listing
    }

    static func differences(_ differences: [XComDifference]) -> Listing {
        var listing = Listing(
            ["change", "task_id", "map_index", "key", "before", "after"],
            rows: differences.map { difference in
                let problem = difference.problem.map { Document.unreadable($0.message) }
                let before = difference.before.map { Document.value($0) }
                let after = difference.after.map { Document.value($0) }
                return [
                    .text(difference.change.rawValue), .text(difference.taskID), .number(difference.mapIndex),
                    .text(difference.key), before ?? problem ?? .null,
                    after ?? (before == nil ? nil : problem) ?? .null,
                ]
            })
        listing.whenEmpty = "No differences"
        return listing
    }
}

extension Store {
    /// A run by its id.
    ///
    /// - Throws: ``Failure`` where there is no such run.
    func run(_ runID: String, dagID: String) throws -> DagRun {
        guard let run = try dagRun(DagRunKey(dagID: dagID, runID: runID)) else {
            throw Failure(message: "DAG \(dagID) has no run \(runID); `xcom runs --dag-id \(dagID)` lists its runs")
        }
        return run
    }

    /// The XComs of a run.
    func xcoms(of run: DagRun) throws -> [XComReading] {
        try readings(XComFilter(dagID: run.key.dagID, runID: run.key.runID))
    }
}
