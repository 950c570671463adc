internal import ArgumentParser
internal import XCom
internal import XComRunner

/// How a connection is given on the command line: by a URI, JSON or its parts, with the names of Airflow's options.
struct ConnectionArguments: ParsableArguments {
    @Argument(help: "Id of the connection.", completion: .connection)
    var connID: String
    @Option(help: ArgumentHelp("The connection as a URI.", valueName: "uri"))
    var connUri: String?
    @Option(help: ArgumentHelp("The connection as a JSON object.", valueName: "json"))
    var connJson: String?
    @Option(help: ArgumentHelp("Its type, where it is given by its parts.", valueName: "type"))
    var connType: String?
    @Option(help: ArgumentHelp("What it is for.", valueName: "text"))
    var connDescription: String?
    @Option(help: ArgumentHelp("Host.", valueName: "host"))
    var connHost: String?
    @Option(help: ArgumentHelp("Login.", valueName: "login"))
    var connLogin: String?
    @Option(help: ArgumentHelp("Password.", valueName: "password"))
    var connPassword: String?
    @Option(help: ArgumentHelp("Schema.", valueName: "schema"))
    var connSchema: String?
    @Option(help: ArgumentHelp("Port.", valueName: "n"))
    var connPort: Int?
    @Option(help: ArgumentHelp("The rest, a JSON object.", valueName: "json"))
    var connExtra: String?

    func validate() throws {
        let forms = [connUri, connJson].compactMap(\.self).count
        guard forms <= 1 else { throw ValidationError("Give one of --conn-uri and --conn-json.") }
        guard forms == 1 || connType != nil else {
            throw ValidationError("Give --conn-uri, --conn-json or --conn-type.")
        }
        let parts = [connType, connHost, connLogin, connPassword, connSchema, connPort.map(String.init)]
        guard forms == 0 || parts.allSatisfy({ $0 == nil }) else {
            throw ValidationError(
                "--conn-type, --conn-host, --conn-login, --conn-password, --conn-schema and --conn-port do not go with "
                    + "--conn-uri and --conn-json.")
        }
        if let connExtra { try JSONArgument.checkObject(connExtra, of: "--conn-extra") }
        guard connJson == nil || (connExtra == nil && connDescription == nil) else {
            throw ValidationError("--conn-extra and --conn-description do not go with --conn-json, which has them.")
        }
    }

    /// - Throws: ``Failure`` or an error where it is none.
    func record(in managed: ManagedStore) throws -> ConnectionRecord {
        var record: ConnectionRecord
        if let connType {
            record = ConnectionRecord(connID: connID, connType: connType)
            record.host = connHost
            record.login = connLogin
            record.password = connPassword
            record.schema = connSchema
            record.port = connPort
        } else {
            record = try managed.connection(id: connID, uri: connUri, json: connJson)
        }
        record.description = connDescription ?? record.description
        record.extra = connExtra ?? record.extra
        return record
    }
}
