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

    /// A row for each place at which XComs differ, so many of each.
    static func differences(_ differences: [XComDifference], limit: Int) -> Listing {
        var listing = Listing(["change", "task_id", "map_index", "key", "before", "after"])
        listing.whenEmpty = "No differences"
        for difference in differences {
            let (places, more) = difference.places(limit: limit)
            guard !places.isEmpty else {
                listing.rows.append(difference.row)
                continue
            }
            listing.rows += places.map { place in
                let change: XComDifference.Change =
                    place.before == nil ? .new : place.after == nil ? .missing : .changed
                return difference.row(change.rawValue, at: place.path, Document(place.before), Document(place.after))
            }
            if more > 0 {
                listing.rows.append(difference.row("…", at: "\(difference.key): \(more) more places", .null, .null))
            }
        }
        return listing
    }
}

extension Store {
    /// The XComs of a run.
    func xcoms(of run: DagRun) throws -> [XComReading] {
        try readings(XComFilter(dagID: run.key.dagID, runID: run.key.runID))
    }
}
