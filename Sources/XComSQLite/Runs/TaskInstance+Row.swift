internal import XCom

extension TaskInstance {
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

    /// Reads what ``select`` asks for.
    init(row: borrowing Execution) throws {
        guard let id = row.uuid(0) else {
            throw StoreError(
                .corrupt, operation: "get task instance",
                message:
                    "a task instance of task '\(row.text(3))' in run '\(row.text(2))' of DAG '\(row.text(1))' has an "
                    + "id that is no UUID; restore a copy of the store")
        }
        self.init(
            id: id, key: row.taskInstanceKey(1), operatorName: row.optionalText(18) ?? "", maxTries: row.int(7))
        state = row.optionalText(5).flatMap(TaskInstanceState.init(rawValue:))
        tryNumber = row.int(6)
        startDate = row.timestamp(8)
        endDate = row.timestamp(9)
        queuedAt = row.timestamp(10)
        scheduledAt = row.timestamp(11)
        hostname = row.optionalText(12) ?? ""
        pid = row.optionalInt(13)
        pool = row.text(14)
        poolSlots = row.int(15)
        queue = row.optionalText(16) ?? "default"
        priorityWeight = row.optionalInt(17) ?? 1
        renderedMapIndex = row.optionalText(19)
        displayName = row.optionalText(20) ?? key.taskID
        triggerID = row.optionalInt(21).map(Int64.init)
        triggerTimeout = row.timestamp(22)
        nextMethod = row.optionalText(23)
        nextKwargs = row.optionalValue(24)
    }
}
