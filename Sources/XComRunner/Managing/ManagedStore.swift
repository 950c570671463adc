package import XCom
internal import XComPython
package import XComStores
internal import XComSupervisor

/// A store as Airflow's settings say that it is opened, with an interpreter for what Airflow's own code knows of variables and
/// connections: for the commands that look after them.
package final class ManagedStore {
    private let interpreter: Interpreter
    package let store: any Store
    /// `[core] default_pool_task_slot_count`.
    private let defaultPoolSlots: Int

    /// - `open`: opens the store.
    /// - Throws: ``RunnerError`` `environment` where there is no interpreter, or a setting is wrong.
    package init(
        python: String?, opener: StoreOpener, open: (StoreOpener) throws -> any Store
    ) throws {
        interpreter = try Interpreter.start(try Installation.interpreter(python: python))
        let settings = try ReadSettings.answered(by: interpreter, for: opener)
        defaultPoolSlots = settings.defaultPoolSlots
        store = try open(settings.opener(of: opener))
        interpreter.installSupervisor(Supervisor(store: store))
    }

    // MARK: Variables and connections

    /// The variable that a task would get, as Airflow's command prints it.
    ///
    /// - `deserializes`: whether the value is JSON.
    /// - Throws: ``RunnerError`` `refused` where there is none, or it is no JSON.
    package func variable(key: String, default value: String?, deserializes: Bool) throws -> String {
        let answer = try interpreter.perform(
            LookUpVariable(key: key, default: value, deserializes: deserializes))
        if let error = answer.error {
            guard error.isNotFound else {
                throw RunnerError(.refused, "variable \(key) cannot be read: \(error.words)")
            }
            let near = key.similar(in: try store.variableKeys(prefix: "")).map { "; did you mean \($0)?" } ?? ""
            throw RunnerError(.refused, "there is no variable \(key)\(near)")
        }
        return answer.value ?? ""
    }

    /// The connection that a task would get.
    ///
    /// - Throws: ``RunnerError`` `refused` where there is none.
    package func connection(id: String) throws -> ConnectionRecord {
        let answer = try interpreter.perform(LookUpConnection(connID: id))
        if let found = answer.connection {
            // What tasks get has no description.
            guard let own = try store.connection(id: id) else { return found }
            var described = found
            described.description = own.description
            return described == own ? own : found
        }
        guard let error = answer.error, !error.isNotFound else {
            let near = id.similar(in: try store.connectionTypes().map(\.connID)).map { "; did you mean \($0)?" } ?? ""
            throw RunnerError(.refused, "there is no connection \(id)\(near)")
        }
        throw RunnerError(.refused, "connection \(id) cannot be read: \(error.words)")
    }

    /// A connection of a URI, or of JSON.
    ///
    /// - Throws: ``RunnerError`` `refused` where it is none.
    package func connection(id: String, uri: String?, json: String?) throws -> ConnectionRecord {
        let answer = try interpreter.perform(MakeConnection(connID: id, uri: uri, json: json))
        guard let connection = answer.connection else {
            // The message of a URI that cannot be read may have its password in it.
            let isSecret = uri.map { answer.error?.message.contains($0) ?? false } ?? false
            let reason = isSecret ? "it cannot be read" : answer.error?.words ?? "it cannot be read"
            throw RunnerError(.refused, "connection \(id) cannot be made: \(reason)")
        }
        return connection
    }

    /// What Airflow shows of connections beside their columns, in their order.
    package func descriptions(of connections: [ConnectionRecord]) throws -> [ConnectionDescription] {
        try interpreter.perform(DescribeConnections(connections: connections)).described
    }

    // MARK: Pools

    /// All pools, the default one among them.
    package func pools() throws -> [PoolRecord] {
        let made = try store.pools()
        if made.contains(where: { $0.pool == PoolRecord.defaultName }) { return made }
        let own = PoolRecord(pool: PoolRecord.defaultName, slots: defaultPoolSlots, description: "Default pool")
        return (made + [own]).sorted { $0.pool < $1.pool }
    }

    // MARK: Files

    /// What a file has that Airflow's commands import.
    package struct Records {
        package var variables: [VariableRecord]
        package var connections: [ConnectionRecord]
        package var pools: [PoolRecord]
        /// What is left out.
        package var refused: [RefusedRecord]
    }

    /// Reads a file of Airflow's commands.
    ///
    /// - Throws: ``RunnerError`` `refused` where it is none.
    package func read(_ kind: RecordKind, from path: String) throws -> Records {
        let answer = try interpreter.perform(ReadRecords(kind: kind, path: path))
        if let error = answer.error {
            throw RunnerError(.refused, "\(path) cannot be read as \(kind.rawValue): \(error.words)")
        }
        return Records(
            variables: answer.variables, connections: answer.connections, pools: answer.pools, refused: answer.refused)
    }

    /// All records of a kind, and how many there are, as Airflow's command writes them.
    package func exported(
        _ kind: RecordKind, form: ConnectionsForm = .json, spelling: ConnectionSpelling = .uri
    ) throws -> (text: String, count: Int) {
        var call = WriteRecords(kind: kind, form: form, serialization: spelling)
        switch kind {
        case .variables: call.variables = try store.variables()
        case .connections: call.connections = try store.connections()
        case .pools: call.pools = try pools()
        }
        let count = call.variables.count + call.connections.count + call.pools.count
        return (try interpreter.perform(call).text, count)
    }
}

extension RaisedError {
    /// Whether the Task SDK, or a whole Airflow, says that there is no such thing.
    fileprivate var isNotFound: Bool {
        message.hasPrefix("VARIABLE_NOT_FOUND") || message.hasPrefix("CONNECTION_NOT_FOUND")
            || type.hasSuffix(".AirflowNotFoundException")
    }

    /// The exception in a line; what the bridge itself says is told in its words alone.
    fileprivate var words: String {
        let text = message.split(separator: "\n").joined(separator: " ")
        return type.hasPrefix("xcom_bridge.") ? text : "\(type.split(separator: ".").last ?? "error"): \(text)"
    }
}
