package import XCom

/// What Airflow's commands for variables, connections and pools keep in files.
package enum RecordKind: String, Codable, CaseIterable, Sendable {
    case variables, connections, pools
}

/// The form of a file of connections.
package enum ConnectionsForm: String, Codable, CaseIterable, Sendable {
    case json, yaml, env
}

/// How a connection is spelled in a file of the form `env`.
package enum ConnectionSpelling: String, Codable, CaseIterable, Sendable {
    case uri, json
}

/// Reads a file that Airflow's commands import.
struct ReadRecords: BridgeCall {
    static let name = "read_records"

    var kind: RecordKind
    var path: String

    struct Answer: Decodable {
        /// Where the file cannot be read as one of its kind.
        var error: RaisedError?
        var variables: [VariableFields]
        var connections: [ConnectionFields]
        var pools: [PoolFields]
        var refused: [RefusedRecord]
    }
}

/// A record that Airflow's command leaves out.
package struct RefusedRecord: Codable, Sendable {
    package var name: String
    package var reason: String
}

/// Writes what Airflow's commands export.
struct WriteRecords: BridgeCall {
    static let name = "write_records"

    var kind: RecordKind
    var form = ConnectionsForm.json
    var serialization = ConnectionSpelling.uri
    var variables: [VariableFields] = []
    var connections: [ConnectionFields] = []
    var pools: [PoolFields] = []

    struct Answer: Decodable {
        var text: String
    }
}

/// Makes a connection of a URI, or of JSON.
struct MakeConnection: BridgeCall {
    static let name = "make_connection"

    var connID: String
    var uri: String?
    var json: String?

    typealias Answer = FoundConnection
}

struct FoundConnection: Decodable {
    /// Why there is none.
    var error: RaisedError?
    var connection: ConnectionFields?
}

/// Asks for URIs and extras of connections.
struct DescribeConnections: BridgeCall {
    static let name = "describe_connections"

    var connections: [ConnectionFields]

    struct Answer: Decodable {
        var described: [ConnectionDescription]
    }
}

/// What Airflow shows of a connection beside its columns.
package struct ConnectionDescription: Decodable, Sendable {
    package var uri: String
    /// The extra as JSON.
    package var extra: WireValue
}

/// Asks for the variable that a task would get: from the environment, a secrets backend or the store.
struct LookUpVariable: BridgeCall {
    static let name = "look_up_variable"

    var key: String
    var `default`: String?
    /// Whether the value is JSON.
    var deserializes: Bool

    struct Answer: Decodable {
        /// Why there is none.
        var error: RaisedError?
        /// As the command prints it.
        var value: String?
    }
}

/// Asks for the connection that a task would get.
struct LookUpConnection: BridgeCall {
    static let name = "look_up_connection"

    var connID: String

    typealias Answer = FoundConnection
}

// MARK: Records

/// A `VariableRecord` in a message.
struct VariableFields: Codable {
    var key: String
    var value: String
    var description: String?

    init(_ record: VariableRecord) {
        key = record.key
        value = record.value
        description = record.description
    }

    var record: VariableRecord { VariableRecord(key: key, value: value, description: description) }
}

/// A `ConnectionRecord` in a message.
struct ConnectionFields: Codable {
    var connID: String
    var connType: String
    var description: String?
    var host: String?
    var schema: String?
    var login: String?
    var password: String?
    var port: Int?
    var extra: String?

    init(_ record: ConnectionRecord) {
        connID = record.connID
        connType = record.connType
        description = record.description
        host = record.host
        schema = record.schema
        login = record.login
        password = record.password
        port = record.port
        extra = record.extra
    }

    var record: ConnectionRecord {
        var record = ConnectionRecord(connID: connID, connType: connType)
        record.description = description
        record.host = host
        record.schema = schema
        record.login = login
        record.password = password
        record.port = port
        record.extra = extra
        return record
    }
}

/// A `PoolRecord` in a message.
struct PoolFields: Codable {
    var pool: String
    var slots: Int
    var description: String?
    var includesDeferred: Bool

    init(_ record: PoolRecord) {
        pool = record.pool
        slots = record.slots
        description = record.description
        includesDeferred = record.includesDeferred
    }

    var record: PoolRecord {
        PoolRecord(pool: pool, slots: slots, description: description, includesDeferred: includesDeferred)
    }
}
