internal import SQLite
internal import XCom

extension TaskInstance: StoredRecord {
    static let table = "task_instance"

    /// The columns that a change may change; the map index is changed by itself, as other tables refer to it.
    static let columns = [
        "state", "try_number", "max_tries", "start_date", "end_date", "duration", "queued_dttm", "scheduled_dttm",
        "hostname", "pid", "pool", "pool_slots", "queue", "priority_weight", "operator", "rendered_map_index",
        "task_display_name", "trigger_id", "trigger_timeout", "next_method", "next_kwargs", "updated_at",
    ]

    var arguments: [Argument] {
        [
            .optional(state?.rawValue), .int(tryNumber), .int(maxTries), .timestamp(startDate), .timestamp(endDate),
            duration.map { .real($0) } ?? .null, .timestamp(queuedAt), .timestamp(scheduledAt), .text(hostname),
            .optional(pid), .text(pool), .int(poolSlots), .text(queue), .int(priorityWeight), .text(operatorName),
            .optional(renderedMapIndex), .text(displayName), .optional(triggerID.map(Int.init)),
            .timestamp(triggerTimeout), .optional(nextMethod), .optional(nextKwargs), .timestamp(.now()),
        ]
    }

    static let select = """
        SELECT ti.id, ti.dag_id, ti.run_id, ti.task_id, ti.map_index, ti.state, ti.try_number, ti.max_tries,
        ti.start_date, ti.end_date, ti.queued_dttm, ti.scheduled_dttm, ti.hostname, ti.pid, ti.pool, ti.pool_slots,
        ti.queue, ti.priority_weight, ti.operator, ti.rendered_map_index, ti.task_display_name, ti.trigger_id,
        ti.trigger_timeout, ti.next_method, ti.next_kwargs FROM task_instance AS ti
        """

    init(row: borrowing Execution) throws {
        self.init(
            id: try row.uuid(0), key: try row.taskInstanceKey(1), operatorName: try row.optionalText(18) ?? "",
            maxTries: try row.int(7))
        state = try row.optionalWord(5)
        tryNumber = try row.count(6)
        startDate = try row.optionalTimestamp(8)
        endDate = try row.optionalTimestamp(9)
        queuedAt = try row.optionalTimestamp(10)
        scheduledAt = try row.optionalTimestamp(11)
        hostname = try row.optionalText(12) ?? ""
        pid = try row.optionalInt(13)
        pool = try row.text(14)
        poolSlots = try row.int(15)
        queue = try row.optionalText(16) ?? "default"
        priorityWeight = try row.optionalInt(17) ?? 1
        renderedMapIndex = try row.optionalText(19)
        displayName = try row.optionalText(20) ?? key.taskID
        triggerID = try row.optionalInt(21).map(Int64.init)
        triggerTimeout = try row.optionalTimestamp(22)
        nextMethod = try row.optionalText(23)
        nextKwargs = try row.optionalJSON(24)
    }
}
