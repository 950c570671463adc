internal import SQLite
package import XCom

package import struct FoundationEssentials.UUID

/// What hangs on a task instance.
extension SQLiteStore {
    package func taskMap(of key: TaskInstanceKey) throws -> TaskMap? {
        try access("get task map") { connection in
            try connection.first(
                StoredTaskMap.self, "WHERE dag_id = ? AND run_id = ? AND task_id = ? AND map_index = ?", key.arguments)?
                .map
        }
    }

    package func setRenderedFields(_ fields: WireValue, of key: TaskInstanceKey) throws {
        try access("set rendered fields") { connection in
            do {
                _ = try connection.single {
                    try connection.run(
                        """
                        INSERT INTO rendered_task_instance_fields (dag_id, run_id, task_id, map_index, rendered_fields)
                        VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (dag_id, task_id, run_id, map_index)
                        DO UPDATE SET rendered_fields = excluded.rendered_fields
                        """, key.arguments + [.value(fields)])
                }
            } catch let failure as SQLiteError where failure.isForeignKeyViolation {
                throw key.notFound("set rendered fields")
            }
        }
    }

    package func renderedFields(of key: TaskInstanceKey) throws -> WireValue? {
        try access("get rendered fields") { connection in
            try connection.first(
                """
                SELECT rendered_fields, dag_id, run_id, task_id, map_index FROM rendered_task_instance_fields
                WHERE dag_id = ? AND run_id = ? AND task_id = ? AND map_index = ?
                """, key.arguments, of: "rendered_task_instance_fields"
            ) { try $0.json(0) }
        }
    }

    // MARK: Failures

    package func insert(_ failure: TaskFailure) throws {
        try access("insert task failure") { connection in
            do {
                try connection.single { try connection.save(failure) }
            } catch let error as SQLiteError where error.isForeignKeyViolation {
                throw failure.taskInstance.notFound("insert task failure")
            }
        }
    }

    package func failures(dagRun: DagRunKey) throws -> [TaskFailure] {
        try access("list task failures") { connection in
            // The metadata database of a real Airflow has no such table.
            if isReadOnly, try !connection.hasTable("task_failure") { return [] }
            return try connection.all(
                TaskFailure.self, "WHERE dag_id = ? AND run_id = ? ORDER BY task_id, map_index, try_number",
                dagRun.arguments)
        }
    }

    // MARK: Reschedules

    package func insert(_ reschedule: TaskReschedule) throws {
        try access("insert task reschedule") { connection in
            do {
                try connection.single { try connection.insert(reschedule) }
            } catch let failure as SQLiteError where failure.isForeignKeyViolation {
                throw notFound(reschedule.taskInstanceID, "insert task reschedule")
            }
        }
    }

    package func reschedules(taskInstanceID: UUID) throws -> [TaskReschedule] {
        try access("list task reschedules") { connection in
            try connection.all(TaskReschedule.self, "WHERE ti_id = ? ORDER BY id", [.text(taskInstanceID.hex)])
        }
    }

    package func deleteReschedules(taskInstanceID: UUID) throws {
        try access("delete task reschedules") { connection in
            _ = try connection.single {
                try connection.run("DELETE FROM task_reschedule WHERE ti_id = ?", [.text(taskInstanceID.hex)])
            }
        }
    }

    // MARK: Triggers

    package func insert(_ trigger: TriggerRecord) throws -> Int64 {
        try access("insert trigger") { connection in
            let stored = StoredTrigger(trigger: trigger, kwargs: try connection.sealed(trigger.kwargs.text))
            return try connection.single {
                try connection.insert(stored)
                return connection.database.lastInsertedRowID
            }
        }
    }

    package func trigger(id: Int64) throws -> TriggerRecord? {
        try access("get trigger") { connection in
            try connection.first(StoredTrigger.self, "WHERE id = ?", [.int(Int(id))])?.trigger(connection.fernetKeys)
        }
    }
}
