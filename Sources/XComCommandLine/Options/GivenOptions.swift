internal import ArgumentParser
internal import FoundationEssentials
internal import XCom
internal import XComRunner

/// What a run is given on the command line in place of what the environment and the store have.
struct GivenOptions: ParsableArguments {
    @Option(
        name: .customLong("var"),
        help: ArgumentHelp(
            "A Variable for this command alone; several times for several. It goes before secrets backends, AIRFLOW_VAR_NAME and the "
                + "store, and is not stored.", valueName: "name=value"))
    var variables: [Assignment] = []
    @Option(
        name: .customLong("conn"),
        help: ArgumentHelp(
            "A Connection for this command alone, as a URI or JSON; it goes before secrets backends, AIRFLOW_CONN_ID and "
                + "the store, and is not stored.",
            valueName: "id=uri-or-json"))
    var connections: [Assignment] = []
    @Option(
        name: .customLong("param"),
        help: ArgumentHelp(
            "A value for a Param of the DAG, JSON or text; goes into the run's conf, before --conf.",
            valueName: "name=value"))
    var params: [Assignment] = []
    @Option(
        help: ArgumentHelp(
            "The run's conf, a JSON object; @FILE reads it from a file, and - from standard input.", valueName: "json"))
    var conf: String?

    /// `NAME=VALUE`.
    struct Assignment: ExpressibleByArgument {
        var name: String
        var value: String

        init?(argument: String) {
            guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
            name = String(argument[..<equals])
            value = String(argument[argument.index(after: equals)...])
        }
    }

    func validate() throws {
        for connection in connections {
            let text = connection.value
            if text.hasPrefix("{") {
                try JSONArgument.checkObject(text, of: "the connection \(connection.name) of --conn")
            } else if text.firstRange(of: ":") == nil {
                throw ValidationError(
                    "The connection \(connection.name) of --conn is neither a URI, like http://host, nor a JSON object."
                )
            }
        }
    }

    /// Whether the run has a conf from here.
    var hasConf: Bool { conf != nil || !params.isEmpty }

    /// Tells the worker which of these variables were given, since they go before a secrets backend.
    private static let namesVariable = "XCOM_GIVEN"

    /// The environment that Airflow's own variables and connections of the environment are read from. Their names are upper
    /// case there, as Airflow looks for them.
    var environment: [String: String] {
        let values =
            variables.map { ("AIRFLOW_VAR_\($0.name.uppercased())", $0.value) }
            + connections.map { ("AIRFLOW_CONN_\($0.name.uppercased())", $0.value) }
        // What was given to a command whose task has started this one was not given to this one.
        guard !values.isEmpty || ProcessInfo.processInfo.environment[Self.namesVariable] != nil else { return [:] }
        let names = JSONValue.array(values.map { .string($0.0) }).text
        return Dictionary(values + [(Self.namesVariable, names)], uniquingKeysWith: { _, last in last })
    }

    var paramTexts: [ParamText] { params.map { ParamText(name: $0.name, text: $0.value) } }

    /// The JSON object of `--conf`.
    ///
    /// - Throws: ``Failure`` where it is none, or the file is not there.
    func confObject() throws -> WireValue? {
        guard let conf else { return nil }
        if conf == "-" { return try JSONArgument.object(Self.text(Standard.readInput()), of: "--conf") }
        guard conf.hasPrefix("@") else { return try JSONArgument.object(conf, of: "--conf") }
        let path = String(conf.dropFirst())
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(message: "--conf names a file that cannot be read: \(path)", code: Failure.usage)
        }
        return try JSONArgument.object(Self.text(data), of: "--conf, the file \(path),")
    }

    private static func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }
}
