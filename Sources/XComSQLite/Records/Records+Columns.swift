internal import SQLite
internal import XCom

/// Without tags.
extension DagRecord: StoredRecord {
    static let blank = DagRecord(dagID: "")

    static let table = Table<DagRecord>(
        "dag",
        columns: [
            .key("dag_id", { .text($0.dagID) }, { $0.dagID = try $1.text($2) }),
            Column("is_paused", { .bool($0.isPaused) }, { $0.isPaused = try $1.bool($2) }),
            Column("fileloc", { .optional($0.fileloc) }, { $0.fileloc = try $1.optionalText($2) }),
            Column(
                "relative_fileloc", { .optional($0.relativeFileloc) }, { $0.relativeFileloc = try $1.optionalText($2) }),
            Column("owners", { .optional($0.owners) }, { $0.owners = try $1.optionalText($2) }),
        ])
}

extension TaskFailure: StoredRecord {
    static let blank = TaskFailure(taskInstance: .blank, tryNumber: 0, type: "", message: "", timestamp: .zero)

    static let table = Table<TaskFailure>(
        "task_failure",
        columns: Column.key(\.taskInstance) + [
            .key("try_number", { .int($0.tryNumber) }, { $0.tryNumber = try $1.count($2) }),
            Column("type", { .text($0.type) }, { $0.type = try $1.text($2) }),
            Column("message", { .text($0.message) }, { $0.message = try $1.text($2) }),
            Column("timestamp", { .timestamp($0.timestamp) }, { $0.timestamp = try $1.timestamp($2) }),
        ])
}

extension TaskReschedule: StoredRecord {
    static let blank = TaskReschedule(
        taskInstanceID: .zero, startDate: .zero, endDate: .zero, rescheduleDate: .zero)

    static let table = Table<TaskReschedule>(
        "task_reschedule",
        columns: [
            .rowID("id"),
            Column("ti_id", { .uuid($0.taskInstanceID) }, { $0.taskInstanceID = try $1.uuid($2) }),
            Column("start_date", { .timestamp($0.startDate) }, { $0.startDate = try $1.timestamp($2) }),
            Column("end_date", { .timestamp($0.endDate) }, { $0.endDate = try $1.timestamp($2) }),
            .written("duration") { .int(Int($0.endDate.seconds(since: $0.startDate))) },
            Column("reschedule_date", { .timestamp($0.rescheduleDate) }, { $0.rescheduleDate = try $1.timestamp($2) }),
        ])
}

extension HITLDetail: StoredRecord {
    static let blank = HITLDetail(taskInstanceID: .zero, options: .null, subject: "", createdAt: .zero)

    static let table = Table<HITLDetail>(
        "hitl_detail",
        columns: [
            .key("ti_id", { .uuid($0.taskInstanceID) }, { $0.taskInstanceID = try $1.uuid($2) }),
            Column("options", { .value($0.options) }, { $0.options = try $1.json($2) }),
            Column("subject", { .text($0.subject) }, { $0.subject = try $1.text($2) }),
            Column("body", { .optional($0.body) }, { $0.body = try $1.optionalText($2) }),
            Column("defaults", { .optional($0.defaults) }, { $0.defaults = try $1.optionalJSON($2) }),
            Column("multiple", { .bool($0.multiple) }, { $0.multiple = try $1.optionalInt($2) ?? 0 != 0 }),
            Column("params", { .value($0.params) }, { $0.params = try $1.json($2) }),
            Column("assignees", { .optional($0.assignees) }, { $0.assignees = try $1.optionalJSON($2) }),
            Column("created_at", { .timestamp($0.createdAt) }, { $0.createdAt = try $1.timestamp($2) }),
            Column("responded_at", { .timestamp($0.respondedAt) }, { $0.respondedAt = try $1.optionalTimestamp($2) }),
            Column("responded_by", { .optional($0.respondedBy) }, { $0.respondedBy = try $1.optionalJSON($2) }),
            Column("chosen_options", { .optional($0.chosenOptions) }, { $0.chosenOptions = try $1.optionalJSON($2) }),
            Column("params_input", { .value($0.paramsInput) }, { $0.paramsInput = try $1.json($2) }),
        ])
}

extension AssetRecord: StoredRecord {
    static let blank = AssetRecord(key: AssetKey(name: "", uri: ""))

    static let table = Table<AssetRecord>(
        "asset",
        columns: [
            .key("name", { .text($0.key.name) }, { $0.key.name = try $1.text($2) }),
            .key("uri", { .text($0.key.uri) }, { $0.key.uri = try $1.text($2) }),
            Column("group", { .text($0.group) }, { $0.group = try $1.text($2) }),
            Column("extra", { .value($0.extra) }, { $0.extra = try $1.json($2) }),
            .writtenOnce("created_at") { _ in .timestamp(.now()) },
            .written("updated_at") { _ in .timestamp(.now()) },
        ])
}
