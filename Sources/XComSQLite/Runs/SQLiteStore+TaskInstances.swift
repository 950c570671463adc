internal import SQLite
package import XCom

package import struct FoundationEssentials.UUID

extension SQLiteStore {
    package func insert(_ taskInstances: [TaskInstance]) throws {
        guard !taskInstances.isEmpty else { return }
        try access("insert task instance") { connection in
            try connection.atomically {
                for taskInstance in taskInstances {
                    do {
                        try connection.insert(taskInstance)
                    } catch let failure as SQLiteError where failure.isForeignKeyViolation {
                        throw taskInstance.key.dagRun.notFound("insert task instance")
                    } catch let failure as SQLiteError where failure.isUniqueViolation {
                        throw taskInstance.key.alreadyExists("insert task instance")
                    }
                }
            }
        }
    }

    package func taskInstance(_ key: TaskInstanceKey) throws -> TaskInstance? {
        try access("get task instance") { connection in
            try connection.first(
                TaskInstance.self, "WHERE dag_id = ? AND run_id = ? AND task_id = ? AND map_index = ?", key.arguments)
        }
    }

    package func taskInstance(id: UUID) throws -> TaskInstance? {
        try access("get task instance") { try Self.taskInstance(id: id, on: $0) }
    }

    private static func taskInstance(id: UUID, on connection: StoreConnection) throws -> TaskInstance? {
        try connection.first(TaskInstance.self, "WHERE id = ?", [.text(id.hex)])
    }

    package func taskInstances(_ filter: TaskInstanceFilter) throws -> [TaskInstance] {
        let conditions = Conditions(filter)
        return try access("list task instances") { connection in
            try connection.all(
                TaskInstance.self,
                """
                JOIN dag_run ON dag_run.dag_id = ti.dag_id AND dag_run.run_id = ti.run_id\(conditions.clause)
                ORDER BY dag_run.id, ti.task_id, ti.map_index
                """, conditions.arguments)
        }
    }

    package func taskIDs(of run: DagRunKey) throws -> [String] {
        try access("list tasks") { connection in
            try connection.all(
                "SELECT DISTINCT task_id FROM task_instance WHERE dag_id = ? AND run_id = ? ORDER BY task_id",
                run.arguments, of: "task_instance"
            ) { try $0.text(0) }
        }
    }

    package func countTaskInstances(_ filter: TaskInstanceFilter) throws -> Int {
        let conditions = Conditions(filter)
        return try access("count task instances") { connection in
            try connection.first(
                """
                SELECT count(*) FROM task_instance AS ti
                JOIN dag_run ON dag_run.dag_id = ti.dag_id AND dag_run.run_id = ti.run_id\(conditions.clause)
                """, conditions.arguments
            ) { try $0.count(0) } ?? 0
        }
    }

    @discardableResult
    package func updateTaskInstance(_ id: UUID, _ change: (inout TaskInstance) throws -> Void) throws -> TaskInstance {
        try access("update task instance") { connection in
            try connection.atomically {
                guard let before = try Self.taskInstance(id: id, on: connection) else {
                    throw notFound(id, "update task instance")
                }
                var after = before
                try change(&after)
                after.id = id
                let mapIndex = after.key.mapIndex
                after.key = before.key
                after.key.mapIndex = mapIndex
                if let trigger = before.triggerID, after.state != .deferred {
                    after.triggerID = nil
                    after.triggerTimeout = nil
                    try connection.run("DELETE FROM \"trigger\" WHERE id = ?", [.int(Int(trigger))])
                }
                try connection.update(after, "WHERE id = ?", [.uuid(id)])
                if mapIndex != before.key.mapIndex {
                    do {
                        try connection.run(
                            "UPDATE task_instance SET map_index = ? WHERE id = ?", [.int(mapIndex), .text(id.hex)])
                    } catch let failure as SQLiteError where failure.isUniqueViolation {
                        throw after.key.alreadyExists("update task instance")
                    }
                }
                return after
            }
        }
    }

    package func deleteTaskInstance(_ id: UUID) throws {
        try access("delete task instance") { connection in
            _ = try connection.single { try connection.run("DELETE FROM task_instance WHERE id = ?", [.text(id.hex)]) }
        }
    }

    func notFound(_ id: UUID, _ operation: String) -> StoreError {
        StoreError(.taskInstanceNotFound, operation: operation, message: "no task instance has the id \(id.uuidString)")
    }
}

extension TaskInstanceKey {
    func alreadyExists(_ operation: String) -> StoreError {
        StoreError(
            .other, operation: operation,
            message: "task '\(taskID)' with map index \(mapIndex) in run '\(runID)' of DAG '\(dagID)' is there already")
    }
}

extension Conditions {
    init(_ filter: TaskInstanceFilter) {
        self.init()
        add("ti.dag_id = ?", filter.dagID.map { .text($0) })
        add("ti.run_id", in: filter.runIDs)
        add("ti.task_id", in: filter.taskIDs)
        add("ti.map_index = ?", filter.mapIndex.map { .int($0) })
        add("dag_run.logical_date", in: filter.logicalDates.map { $0.map(\.sqlText) })
        // No state is NULL in the table, which `IN` does not find; no state has an empty name.
        add("coalesce(ti.state, '')", in: filter.states.map { $0.map { $0?.rawValue ?? "" } })
    }
}
