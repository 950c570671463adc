internal import XCom

extension Listing {
    static func xcoms(_ entries: [XComReading]) -> Listing {
        Listing(
            ["dag_id", "run_id", "task_id", "map_index", "key", "value", "timestamp"],
            rows: entries.map { entry in
                let instance = entry.address.taskInstance
                return [
                    .text(instance.dagID), .text(instance.runID), .text(instance.taskID), .number(instance.mapIndex),
                    .text(entry.address.key), Document(entry.value), Document(entry.timestamp),
                ]
            })
    }

    /// The XComs of one run: without what is the same in each row.
    static func xcomsOfRun(_ entries: [XComReading]) -> Listing {
        Listing(
            ["task_id", "map_index", "key", "value"],
            rows: entries.map { entry in
                let instance = entry.address.taskInstance
                return [
                    .text(instance.taskID), .number(instance.mapIndex), .text(entry.address.key), Document(entry.value),
                ]
            })
    }

    static func runs(_ runs: [DagRun]) -> Listing {
        Listing(
            ["dag_id", "run_id", "state", "run_type", "logical_date", "start_date", "end_date", "conf", "rules"],
            rows: runs.map { run in
                [
                    .text(run.key.dagID), .text(run.key.runID), .text(run.state.rawValue), .text(run.runType.rawValue),
                    Document(run.logicalDate), Document(run.startDate), Document(run.endDate), .value(run.conf),
                    .text(run.rules.rawValue),
                ]
            })
    }

    /// Runs that a command has executed beside the one that it is about.
    static func otherRuns(_ runs: [DagRun]) -> Listing {
        Listing(
            ["dag_id", "run_id", "state", "run_type", "logical_date"],
            rows: runs.map { run in
                [
                    .text(run.key.dagID), .text(run.key.runID), .text(run.state.rawValue), .text(run.runType.rawValue),
                    Document(run.logicalDate),
                ]
            })
    }

    static func tasks(_ taskInstances: [TaskInstance]) -> Listing {
        Listing(
            ["task_id", "map_index", "state", "try_number", "start_date", "end_date", "duration"],
            rows: taskInstances.map { instance in
                [
                    .text(instance.key.taskID), .number(instance.key.mapIndex), Document(instance.state?.rawValue),
                    .number(instance.tryNumber), Document(instance.startDate), Document(instance.endDate),
                    instance.duration.map { .decimal(($0 * 1000).rounded() / 1000) } ?? .null,
                ]
            })
    }

    /// Instances of several runs.
    static func instances(_ taskInstances: [TaskInstance]) -> Listing {
        var listing = Listing(
            ["dag_id", "run_id", "task_id", "map_index", "state", "try_number"],
            rows: taskInstances.map { instance in
                [
                    .text(instance.key.dagID), .text(instance.key.runID), .text(instance.key.taskID),
                    .number(instance.key.mapIndex), Document(instance.state?.rawValue), .number(instance.tryNumber),
                ]
            })
        listing.whenEmpty = "No task instances to clear"
        return listing
    }

    static func failures(_ failures: [TaskFailure]) -> Listing {
        Listing(
            ["task_id", "map_index", "try_number", "type", "message"],
            rows: failures.map { failure in
                [
                    .text(failure.taskInstance.taskID), .number(failure.taskInstance.mapIndex),
                    .number(failure.tryNumber), .text(failure.type), .text(failure.message),
                ]
            })
    }
}

extension Document {
    /// Task instances, each with how its tries failed, and with its rendered fields where these are wanted.
    static func tasks(
        _ taskInstances: [TaskInstance], failures: [TaskFailure], rendered: [RenderedFields]? = nil
    ) -> Document {
        let fields = rendered.map { Dictionary($0.map { ($0.key, $0.object) }, uniquingKeysWith: { $1 }) }
        let ofInstance = Dictionary(grouping: failures, by: \.taskInstance)
        let listing = Listing.tasks(taskInstances)
        return .list(
            zip(taskInstances, listing.rows).map { instance, row in
                let failures = (ofInstance[instance.key] ?? []).map { failure in
                    Document.object([
                        ("try_number", .number(failure.tryNumber)), ("type", .text(failure.type)),
                        ("message", .text(failure.message)), ("timestamp", Document(failure.timestamp)),
                    ])
                }
                let rendered = fields.map { [("rendered_fields", Document($0[instance.key]))] } ?? []
                return .object(Array(zip(listing.columns, row)) + [("failures", .list(failures))] + rendered)
            })
    }
}
