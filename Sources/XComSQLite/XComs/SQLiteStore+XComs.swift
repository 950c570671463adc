internal import SQLite
package import XCom

extension SQLiteStore {
    package func set(_ value: WireValue, at address: XComAddress) throws {
        try limits.check(value, at: address)
        if let offload = options.offload, value.utf8.count > offload.threshold {
            return try set(value, at: address, taskMap: nil, offload: offload)
        }
        try access("set XCom") { connection in
            try connection.single { try Self.set(value, at: address, on: connection) }
        }
    }

    package func set(_ value: WireValue, at address: XComAddress, taskMap: TaskMap) throws {
        try limits.check(value, at: address)
        guard taskMap.length <= TaskMap.longest else {
            throw StoreError(
                .tooLarge, operation: "set XCom",
                message: "\(address.valueWords) has \(taskMap.length) items, and what is mapped over has at most "
                    + "\(TaskMap.longest)")
        }
        if let offload = options.offload, value.utf8.count > offload.threshold {
            return try set(value, at: address, taskMap: taskMap, offload: offload)
        }
        try access("set XCom") { connection in
            try connection.atomically {
                try Self.set(value, at: address, on: connection)
                try Self.set(taskMap, of: address.taskInstance, on: connection)
            }
        }
    }

    private static func set(_ value: WireValue, at address: XComAddress, on connection: StoreConnection) throws {
        try value.utf8.withUnsafeBufferPointer { bytes in
            try setRow(at: address, size: bytes.count, on: connection) { try $0.bind(uncopied: bytes) }
        }
    }

    static func setRow(
        at address: XComAddress, size: Int, on connection: StoreConnection, bindValue: (inout Execution) throws -> Void
    ) throws {
        var execution = try connection.execution(.setXCom)
        try execution.bind(address)
        try bindValue(&execution)
        try execution.bind(Timestamp.now().sqlText)
        try execution.bind(size)
        do {
            if try execution.run() == 0 {
                throw address.taskInstance.dagRun.notFound("set XCom")
            }
        } catch let failure as SQLiteError where failure.isForeignKeyViolation {
            throw address.taskInstance.notFound("set XCom")
        }
    }

    static func set(_ taskMap: TaskMap, of taskInstance: TaskInstanceKey, on connection: StoreConnection) throws {
        var execution = try connection.execution(.setTaskMap)
        let record = StoredTaskMap(taskInstance: taskInstance, map: taskMap)
        for argument in StoredTaskMap.table.arguments(record) { try execution.bind(argument) }
        try execution.run()
    }

    package func markDagResult(_ address: XComAddress) throws {
        try access("set XCom") { connection in
            _ = try connection.single {
                try connection.run(
                    """
                    UPDATE xcom SET dag_result = 1
                    WHERE dag_id = ? AND run_id = ? AND task_id = ? AND map_index = ? AND "key" = ?
                    """, address.taskInstance.arguments + [.text(address.key)])
            }
        }
    }

    package func value(at address: XComAddress, _ priorDates: PriorDates) throws -> WireValue? {
        let statement: HotStatement =
            switch priorDates {
            case .excluded: .value
            case .upToRunsOfAnyDAG: .newestValueUpToRunsOfAnyDAG
            case .upToOwnRun: .newestValueUpToOwnRun
            }
        return try access("get XCom") { connection in
            var execution = try connection.execution(statement)
            try execution.bind(address)
            return try execution.step() ? connection.xcomValue(execution, 0) : nil
        }
    }

    package func count(of sequence: XComSequence) throws -> Int {
        try access("count XComs") { try Self.count(of: sequence, on: $0) }
    }

    private static func count(of sequence: XComSequence, on connection: StoreConnection) throws -> Int {
        var execution = try connection.execution(.count)
        try execution.bind(sequence)
        return try execution.step() ? execution.count(0) : 0
    }

    package func item(of sequence: XComSequence, at offset: Int) throws -> WireValue? {
        try access("get XCom") { connection in
            var execution = try connection.execution(offset >= 0 ? .itemFromStart : .itemFromEnd)
            try execution.bind(sequence)
            try execution.bind(offset >= 0 ? offset : -1 - offset)
            return try execution.step() ? connection.xcomValue(execution, 0) : nil
        }
    }

    package func slice(
        of sequence: XComSequence, start: Int?, stop: Int?, step: Int?, _ priorDates: PriorDates
    ) throws -> [WireValue] {
        try access("get XComs") { connection in
            if start == nil, stop == nil, step == nil || step == 1, priorDates == .excluded {
                var execution = try connection.execution(.values)
                try execution.bind(sequence)
                var values: [WireValue] = []
                while try execution.step() {
                    values.append(try connection.xcomValue(execution, 0))
                }
                return values
            }
            return try Self.slice(
                of: sequence, start: start, stop: stop, step: step, priorDates, on: connection)
        }
    }

    private static func slice(
        of sequence: XComSequence, start: Int?, stop: Int?, step: Int?, _ priorDates: PriorDates,
        on connection: StoreConnection
    ) throws -> [WireValue] {
        var arguments: [Argument] = [.text(sequence.taskID), .text(sequence.key), .text(sequence.dagID)]
        var source = """
            FROM xcom JOIN dag_run ON dag_run.id = xcom.dag_run_id
            """
        var condition = """
             WHERE xcom.task_id = ?1 AND xcom."key" = ?2 AND dag_run.dag_id = ?3
            """
        arguments.append(.text(sequence.runID))
        if priorDates == .excluded {
            condition += " AND dag_run.run_id = ?4"
        } else {
            // One bound per run of this id, and each value once per bound that lets it through.
            source += """
                 JOIN dag_run AS bound ON bound.run_id = ?4
                 AND coalesce(dag_run.logical_date, dag_run.run_after) <= coalesce(bound.logical_date, bound.run_after)
                """
            if priorDates == .upToOwnRun { source += " AND bound.dag_id = dag_run.dag_id" }
        }
        let slice = try XComSlice(start: start, stop: stop, step: step) {
            try connection.first("SELECT count(*) \(source)\(condition)", arguments) { try $0.count(0) } ?? 0
        }
        // Within one map index the oldest run first: Airflow leaves it open, and this is what it does.
        let order = " ORDER BY xcom.map_index\(slice.isDescending ? " DESC" : ""), dag_run.logical_date, dag_run.id"
        arguments += [.int(slice.limit ?? -1), .int(slice.offset ?? 0)]
        let rows = try connection.all(
            "SELECT xcom.value \(source)\(condition)\(order) LIMIT ?5 OFFSET ?6", arguments
        ) { try connection.xcomValue($0, 0) }
        return slice.select(rows)
    }

    @discardableResult
    package func delete(_ address: XComAddress) throws -> Bool {
        try access("delete XCom") { connection in
            try connection.single {
                var execution = try connection.execution(.deleteXCom)
                try execution.bind(address)
                return try execution.run() > 0
            }
        }
    }

    package func keys(of taskInstance: TaskInstanceKey) throws -> [String] {
        try access("list XComs") { connection in
            let sql = """
                SELECT "key" FROM xcom WHERE dag_id = ? AND run_id = ? AND task_id = ? AND map_index = ? ORDER BY "key"
                """
            return try connection.all(sql, taskInstance.arguments, of: "xcom") { try $0.text(0) }
        }
    }

    package func clear(_ taskInstance: TaskInstanceKey) throws {
        try access("clear XComs") { connection in
            try connection.atomically {
                for table in ["xcom", "task_map"] {
                    try connection.run(
                        "DELETE FROM \(table) WHERE dag_id = ? AND run_id = ? AND task_id = ? AND map_index = ?",
                        taskInstance.arguments)
                }
            }
        }
    }

    package func readings(_ filter: XComFilter, limit: Int?) throws -> [XComReading] {
        let conditions = Conditions(filter)
        let sql = """
            SELECT dag_id, run_id, task_id, map_index, "key", value, timestamp FROM xcom\(conditions.clause)
            ORDER BY dag_id, run_id, task_id, map_index, "key" LIMIT \(limit ?? -1)
            """
        // A blob that is not there may have gone with a row that has just changed: then the rows are read again.
        var isFirst = true
        return try access("list XComs") { connection in
            defer { isFirst = false }
            return try connection.all(sql, conditions.arguments, of: "xcom") { row in
                let address = XComAddress(taskInstance: try row.taskInstanceKey(0), key: try row.text(4))
                let value: Result<WireValue, StoreError>
                do {
                    value = .success(try connection.checkedValue(row, 5, of: address))
                } catch let failure as BlobFailure where !isFirst || failure.error.code != .missing {
                    value = .failure(failure.storeError(operation: "list XComs"))
                } catch let error as StoreError {
                    value = .failure(error)
                }
                return XComReading(address: address, value: value, timestamp: try row.timestamp(6))
            }
        }
    }
}

extension Conditions {
    init(_ filter: XComFilter) {
        self.init()
        add("dag_id = ?", filter.dagID.map { .text($0) })
        add("run_id = ?", filter.runID.map { .text($0) })
        add("task_id = ?", filter.taskID.map { .text($0) })
        add("\"key\" = ?", filter.key.map { .text($0) })
        add("map_index = ?", filter.mapIndex.map { .int($0) })
    }
}

extension Execution {
    mutating func bind(_ key: TaskInstanceKey) throws {
        try bind(key.dagID)
        try bind(key.runID)
        try bind(key.taskID)
        try bind(key.mapIndex)
    }

    mutating func bind(_ address: XComAddress) throws {
        try bind(address.taskInstance)
        try bind(address.key)
    }

    mutating func bind(_ sequence: XComSequence) throws {
        try bind(sequence.dagID)
        try bind(sequence.runID)
        try bind(sequence.taskID)
        try bind(sequence.key)
    }

    /// Reads DAG id, run id, task id and map index.
    func taskInstanceKey(_ column: Int32) throws -> TaskInstanceKey {
        TaskInstanceKey(
            dagID: try text(column), runID: try text(column + 1), taskID: try text(column + 2),
            mapIndex: try int(column + 3))
    }
}

extension TaskInstanceKey {
    /// DAG id, run id, task id and map index.
    var arguments: [Argument] {
        [.text(dagID), .text(runID), .text(taskID), .int(mapIndex)]
    }

    func notFound(_ operation: String) -> StoreError {
        StoreError(
            .taskInstanceNotFound, operation: operation,
            message:
                "no task instance of task '\(taskID)' with map index \(mapIndex) in run '\(runID)' of DAG '\(dagID)'")
    }
}

extension DagRunKey {
    var arguments: [Argument] {
        [.text(dagID), .text(runID)]
    }

    func notFound(_ operation: String) -> StoreError {
        // Airflow's own sentence: it reaches the task.
        StoreError(
            .dagRunNotFound, operation: operation, message: "DAG run not found on DAG '\(dagID)' with ID '\(runID)'")
    }
}
