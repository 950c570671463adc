internal import SQLite
internal import XCom
internal import XComStoreOptions

/// Records whose texts may be encrypted, as they are stored.

struct StoredVariable: StoredRecord {
    var key: String
    var value: Secret
    var description: String?

    static let blank = StoredVariable(key: "", value: Secret(stored: ""))

    static let table = Table<StoredVariable>(
        "variable",
        columns: [
            .key("key", { .text($0.key) }, { $0.key = try $1.text($2) }),
            Column("val", { .text($0.value.stored) }, { $0.value.stored = try $1.text($2) }),
            Column("description", { .optional($0.description) }, { $0.description = try $1.optionalText($2) }),
            Column("is_encrypted", { .bool($0.value.isEncrypted) }, { $0.value.isEncrypted = try $1.bool($2) }),
        ])

    func variable(_ keys: FernetKeys?) throws -> VariableRecord {
        let place = Secret.Place(table: Self.table.name, row: "key '\(key)'", column: "val")
        return VariableRecord(key: key, value: try value.text(keys, at: place), description: description)
    }
}

struct StoredConnection: StoredRecord {
    /// Without its secrets.
    var connection: ConnectionRecord
    var password: Secret?
    var extra: Secret?

    static let blank = StoredConnection(connection: ConnectionRecord(connID: "", connType: ""))

    static let table = Table<StoredConnection>(
        "connection",
        columns: [
            .key("conn_id", { .text($0.connection.connID) }, { $0.connection.connID = try $1.text($2) }),
            Column("conn_type", { .text($0.connection.connType) }, { $0.connection.connType = try $1.text($2) }),
            Column(
                "description", { .optional($0.connection.description) },
                { $0.connection.description = try $1.optionalText($2) }),
            Column("host", { .optional($0.connection.host) }, { $0.connection.host = try $1.optionalText($2) }),
            Column("schema", { .optional($0.connection.schema) }, { $0.connection.schema = try $1.optionalText($2) }),
            Column("login", { .optional($0.connection.login) }, { $0.connection.login = try $1.optionalText($2) }),
            Column("port", { .optional($0.connection.port) }, { $0.connection.port = try $1.optionalInt($2) }),
            Column(
                "password", { .optional($0.password?.stored) },
                { $0.password = try $1.optionalText($2).map { Secret(stored: $0) } }),
            Column(
                "extra", { .optional($0.extra?.stored) },
                { $0.extra = try $1.optionalText($2).map { Secret(stored: $0) } }),
            // Of what is not there, nothing is read.
            Column(
                "is_encrypted", { .bool($0.password?.isEncrypted ?? false) },
                { $0.password?.mark(isEncrypted: try $1.bool($2)) }),
            Column(
                "is_extra_encrypted", { .bool($0.extra?.isEncrypted ?? false) },
                { $0.extra?.mark(isEncrypted: try $1.bool($2)) }),
        ])

    func connection(_ keys: FernetKeys?) throws -> ConnectionRecord {
        func text(_ secret: Secret?, _ column: String) throws -> String? {
            let row = "conn_id '\(connection.connID)'"
            return try secret?.text(keys, at: Secret.Place(table: Self.table.name, row: row, column: column))
        }
        var opened = connection
        opened.password = try text(password, "password")
        opened.extra = try text(extra, "extra")
        return opened
    }
}

struct StoredTrigger: StoredRecord {
    /// Without its arguments.
    var trigger: TriggerRecord
    var kwargs: Secret

    static let blank = StoredTrigger(
        trigger: TriggerRecord(classpath: "", kwargs: .null, createdDate: .zero), kwargs: Secret(stored: ""))

    static let table = Table<StoredTrigger>(
        "trigger",
        columns: [
            .rowID("id") { $0.trigger.id = try $1.optionalRowID($2) },
            Column("classpath", { .text($0.trigger.classpath) }, { $0.trigger.classpath = try $1.text($2) }),
            Column("kwargs", { .text($0.kwargs.stored) }) { record, row, column in
                // No column says whether it is encrypted; a token does not begin like an object (core, models/trigger.py).
                let text = try row.text(column)
                record.kwargs = Secret(stored: text, isEncrypted: !text.hasPrefix("{"))
                if !record.kwargs.isEncrypted { _ = try row.json(column) }
            },
            Column(
                "created_date", { .timestamp($0.trigger.createdDate) },
                { $0.trigger.createdDate = try $1.timestamp($2) }),
        ])

    func trigger(_ keys: FernetKeys?) throws -> TriggerRecord {
        let place = Secret.Place(
            table: Self.table.name, row: "id '\(trigger.id.map(String.init) ?? "")'", column: "kwargs")
        var opened = trigger
        opened.kwargs = WireValue(text: try kwargs.text(keys, at: place))
        if kwargs.isEncrypted, (try? JSONText(opened.kwargs.utf8)) == nil {
            throw place.error("holds what is not JSON", advice: "store it again")
        }
        return opened
    }
}
