internal import SQLite
internal import XCom

/// Rows whose texts may be encrypted, as they are stored.

struct StoredVariable: StoredRecord {
    static let table = "variable"
    static let select = "SELECT \"key\", val, description, is_encrypted FROM variable"

    private var key: String
    private var value: Secret
    private var description: String?

    init(row: borrowing Execution) throws {
        key = try row.text(0)
        value = Secret(
            stored: try row.text(1), isEncrypted: try row.bool(3), table: Self.table, row: "key '\(key)'", column: "val"
        )
        description = try row.optionalText(2)
    }

    func variable(_ keys: FernetKeys?) throws -> Variable {
        Variable(key: key, value: try value.text(keys), description: description)
    }
}

struct StoredConnection: StoredRecord {
    static let table = "connection"
    static let select = """
        SELECT conn_id, conn_type, host, schema, login, password, port, extra, is_encrypted, is_extra_encrypted
        FROM connection
        """

    private var connection: XCom.Connection
    private var password: Secret?
    private var extra: Secret?

    init(row: borrowing Execution) throws {
        connection = XCom.Connection(connID: try row.text(0), connType: try row.text(1))
        connection.host = try row.optionalText(2)
        connection.schema = try row.optionalText(3)
        connection.login = try row.optionalText(4)
        connection.port = try row.optionalInt(6)
        password = try Self.secret(row, 5, flag: 8, of: connection.connID)
        extra = try Self.secret(row, 7, flag: 9, of: connection.connID)
    }

    private static func secret(
        _ row: borrowing Execution, _ column: Int32, flag: Int32, of id: String
    ) throws -> Secret? {
        try row.optionalText(column).map { text in
            // An empty text is not encrypted, whatever is said of it.
            Secret(
                stored: text, isEncrypted: try row.bool(flag) && !text.isEmpty, table: table, row: "conn_id '\(id)'",
                column: row.name(column))
        }
    }

    func connection(_ keys: FernetKeys?) throws -> XCom.Connection {
        var opened = connection
        opened.password = try password?.text(keys)
        opened.extra = try extra?.text(keys)
        return opened
    }
}

struct StoredTrigger: StoredRecord {
    static let table = "trigger"
    static let select = "SELECT id, classpath, kwargs, created_date FROM \"trigger\""

    private var trigger: Trigger
    private var kwargs: Secret

    init(row: borrowing Execution) throws {
        let id = Int64(try row.int(0))
        let kwargs = try row.text(2)
        trigger = Trigger(id: id, classpath: try row.text(1), kwargs: .null, createdDate: try row.timestamp(3))
        // No column says whether it is encrypted; a token does not begin like an object (core, models/trigger.py).
        let isEncrypted = !kwargs.hasPrefix("{")
        if !isEncrypted { _ = try row.json(2) }
        self.kwargs = Secret(
            stored: kwargs, isEncrypted: isEncrypted, table: Self.table, row: "id '\(id)'", column: "kwargs")
    }

    func trigger(_ keys: FernetKeys?) throws -> Trigger {
        var opened = trigger
        opened.kwargs = WireValue(text: try kwargs.text(keys))
        if kwargs.isEncrypted, (try? JSONText(opened.kwargs.utf8)) == nil {
            throw kwargs.failure("holds what is not JSON")
        }
        return opened
    }
}
