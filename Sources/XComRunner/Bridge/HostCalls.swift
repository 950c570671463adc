internal import XComPython

/// Makes a process of the runner's own, with the interpreter of the program that it was forked from, like one that has started
/// an interpreter: no signal, stream or argument of that program matters in it.
struct BeginProcess: BridgeCall {
    typealias Answer = NoAnswer
    static let name = "begin_process"

    /// What it has in its environment beside what the program has.
    var variables: [Variable]

    struct Variable: Codable, Equatable {
        var name: String
        var value: String
    }
}

/// Asks for the command that starts this Python again, as the program `xcom`.
struct ReadCommand: BridgeCall {
    static let name = "read_command"

    struct Answer: Decodable {
        var command: [String]
    }
}

/// Has this process become the `xcom` of another environment, if it is another one.
struct EnterEnvironment: BridgeCall {
    static let name = "enter_environment"

    var environment: String
    /// The command line; `nil` where there is none that another program could carry out.
    var arguments: [String]?

    struct Answer: Decodable {
        /// Why it cannot.
        var problem: String?
    }
}

/// Has this process become `python ARGUMENTS`.
struct BecomePython: BridgeCall {
    typealias Answer = NoAnswer
    static let name = "become_python"

    var arguments: [String]
    /// Modules that are imported first.
    var startModules: [String]
}
