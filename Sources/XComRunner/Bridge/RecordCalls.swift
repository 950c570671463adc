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
        var variables: [VariableRecord]
        var connections: [ConnectionRecord]
        var pools: [PoolRecord]
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
    var variables: [VariableRecord] = []
    var connections: [ConnectionRecord] = []
    var pools: [PoolRecord] = []

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
    var connection: ConnectionRecord?
}

/// Asks for URIs and extras of connections.
struct DescribeConnections: BridgeCall {
    static let name = "describe_connections"

    var connections: [ConnectionRecord]

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
