internal import SQLite
internal import XCom

/// A task map, and whose it is.
struct StoredTaskMap: StoredRecord {
    var taskInstance: TaskInstanceKey
    var map: TaskMap

    static let blank = StoredTaskMap(taskInstance: .blank, map: TaskMap(length: 0))

    static let table = Table<StoredTaskMap>(
        "task_map",
        columns: Column.key(\.taskInstance) + [
            Column("length", { .int($0.map.length) }) { record, row, column in
                record.map.length = try row.count(column)
                guard record.map.length <= TaskMap.longest else {
                    throw row.failure(column, "holds more than \(TaskMap.longest)")
                }
            },
            Column("keys", { .optional($0.map.keys.map(WireValue.init)) }, { $0.map.keys = try $1.optionalTexts($2) }),
        ])
}
