internal import SQLite
internal import XCom

extension TaskInstance: StoredRecord {
    static let blank = TaskInstance(id: .zero, key: .blank, operatorName: "")

    /// The map index is changed by itself, as other tables refer to it.
    static let table = Table<TaskInstance>(
        "task_instance", as: "ti",
        columns: [
            .key("id", { .uuid($0.id) }, { $0.id = try $1.uuid($2) }),
            .key("dag_id", { .text($0.key.dagID) }, { $0.key.dagID = try $1.text($2) }),
            .key("run_id", { .text($0.key.runID) }, { $0.key.runID = try $1.text($2) }),
            .key("task_id", { .text($0.key.taskID) }, { $0.key.taskID = try $1.text($2) }),
            .key("map_index", { .int($0.key.mapIndex) }, { $0.key.mapIndex = try $1.int($2) }),
            Column("state", { .optional($0.state?.rawValue) }, { $0.state = try $1.optionalWord($2) }),
            Column("try_number", { .int($0.tryNumber) }, { $0.tryNumber = try $1.count($2) }),
            Column("max_tries", { .int($0.maxTries) }, { $0.maxTries = try $1.int($2) }),
            Column("start_date", { .timestamp($0.startDate) }, { $0.startDate = try $1.optionalTimestamp($2) }),
            Column("end_date", { .timestamp($0.endDate) }, { $0.endDate = try $1.optionalTimestamp($2) }),
            .written("duration") { $0.duration.map { .real($0) } ?? .null },
            Column("queued_dttm", { .timestamp($0.queuedAt) }, { $0.queuedAt = try $1.optionalTimestamp($2) }),
            Column("scheduled_dttm", { .timestamp($0.scheduledAt) }, { $0.scheduledAt = try $1.optionalTimestamp($2) }),
            Column("hostname", { .text($0.hostname) }, { $0.hostname = try $1.optionalText($2) ?? "" }),
            Column("pid", { .optional($0.pid) }, { $0.pid = try $1.optionalInt($2) }),
            Column("pool", { .text($0.pool) }, { $0.pool = try $1.text($2) }),
            Column("pool_slots", { .int($0.poolSlots) }, { $0.poolSlots = try $1.int($2) }),
            Column("queue", { .text($0.queue) }, { $0.queue = try $1.optionalText($2) ?? "default" }),
            Column("priority_weight", { .int($0.priorityWeight) }, { $0.priorityWeight = try $1.optionalInt($2) ?? 1 }),
            Column("operator", { .text($0.operatorName) }, { $0.operatorName = try $1.optionalText($2) ?? "" }),
            Column(
                "rendered_map_index", { .optional($0.renderedMapIndex) },
                { $0.renderedMapIndex = try $1.optionalText($2) }),
            Column(
                "task_display_name", { .text($0.displayName) },
                { $0.displayName = try $1.optionalText($2) ?? $0.key.taskID }),
            Column(
                "trigger_id", { .optional($0.triggerID.map(Int.init)) }, { $0.triggerID = try $1.optionalRowID($2) }),
            Column(
                "trigger_timeout", { .timestamp($0.triggerTimeout) },
                { $0.triggerTimeout = try $1.optionalTimestamp($2) }),
            Column("next_method", { .optional($0.nextMethod) }, { $0.nextMethod = try $1.optionalText($2) }),
            Column("next_kwargs", { .optional($0.nextKwargs) }, { $0.nextKwargs = try $1.optionalJSON($2) }),
            .written("updated_at") { _ in .timestamp(.now()) },
        ])
}
