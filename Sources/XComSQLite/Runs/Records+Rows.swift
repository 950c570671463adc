internal import SQLite
internal import XCom

internal import struct FoundationEssentials.UUID

extension DagRecord: StoredRecord {
    static let table = "dag"
    static let select = "SELECT dag_id, is_paused, fileloc, relative_fileloc, owners FROM dag"

    /// Without tags.
    init(row: borrowing Execution) throws {
        self.init(dagID: try row.text(0))
        isPaused = try row.bool(1)
        fileloc = try row.optionalText(2)
        relativeFileloc = try row.optionalText(3)
        owners = try row.optionalText(4)
    }
}

extension TaskMap: StoredRecord {
    static let table = "task_map"
    static let select = "SELECT dag_id, run_id, task_id, map_index, length, keys FROM task_map"

    init(row: borrowing Execution) throws {
        let length = try row.count(4)
        guard length <= Self.longest else { throw row.failure(4, "holds more than \(Self.longest)") }
        self.init(length: length, keys: try row.optionalTexts(5))
    }
}

extension TaskFailure: StoredRecord {
    static let table = "task_failure"
    static let select =
        "SELECT dag_id, run_id, task_id, map_index, try_number, type, message, timestamp FROM task_failure"

    init(row: borrowing Execution) throws {
        self.init(
            taskInstance: try row.taskInstanceKey(0), tryNumber: try row.count(4), type: try row.text(5),
            message: try row.text(6), timestamp: try row.timestamp(7))
    }
}

extension TaskReschedule: StoredRecord {
    static let table = "task_reschedule"
    static let select = "SELECT id, ti_id, start_date, end_date, reschedule_date FROM task_reschedule"

    init(row: borrowing Execution) throws {
        self.init(
            taskInstanceID: try row.uuid(1), startDate: try row.timestamp(2), endDate: try row.timestamp(3),
            rescheduleDate: try row.timestamp(4))
    }
}

extension HITLDetail: StoredRecord {
    static let table = "hitl_detail"
    static let select = """
        SELECT ti_id, options, subject, body, defaults, multiple, params, assignees, created_at, responded_at,
        responded_by, chosen_options, params_input FROM hitl_detail
        """

    init(row: borrowing Execution) throws {
        self.init(
            taskInstanceID: try row.uuid(0), options: try row.json(1), subject: try row.text(2),
            createdAt: try row.timestamp(8))
        body = try row.optionalText(3)
        defaults = try row.optionalJSON(4)
        multiple = try row.optionalInt(5).map { $0 != 0 } ?? false
        params = try row.json(6)
        assignees = try row.optionalJSON(7)
        respondedAt = try row.optionalTimestamp(9)
        respondedBy = try row.optionalJSON(10)
        chosenOptions = try row.optionalJSON(11)
        paramsInput = try row.json(12)
    }
}

extension Asset: StoredRecord {
    static let table = "asset"
    static let select = "SELECT name, uri, \"group\", extra FROM asset"

    init(row: borrowing Execution) throws {
        try self.init(row: row, column: 0)
    }

    /// Reads name, URI, group and extra.
    init(row: borrowing Execution, column: Int32) throws {
        self.init(
            key: AssetKey(name: try row.text(column), uri: try row.text(column + 1)), group: try row.text(column + 2),
            extra: try row.json(column + 3))
    }
}

extension AssetEvent: StoredRecord {
    static let table = "asset_event"
    static let select = """
        SELECT event.id, event.extra, event.source_dag_id, event.source_run_id, event.source_task_id,
        event.source_map_index, event.timestamp, event.partition_key, asset.name, asset.uri, asset."group",
        asset.extra FROM asset_event AS event JOIN asset ON asset.id = event.asset_id
        """

    /// Without aliases.
    init(row: borrowing Execution) throws {
        self.init(
            id: Int64(try row.int(0)), asset: try Asset(row: row, column: 8), extra: try row.json(1),
            source: row.isNull(2) ? nil : try row.taskInstanceKey(2), timestamp: try row.timestamp(6))
        partitionKey = try row.optionalText(7)
    }
}
