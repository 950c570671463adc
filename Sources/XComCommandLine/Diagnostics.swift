internal import Logging

/// What the libraries say of themselves, on standard error from the level that `XCOM_LOG_LEVEL` names.
enum Diagnostics {
    private static let variable = "XCOM_LOG_LEVEL"

    static func start(environment: [String: String]) throws {
        let text = environment[variable] ?? ""
        guard let level = text.isEmpty ? .warning : Logger.Level(rawValue: text.lowercased()) else {
            let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(message: "\(variable) is \(text); give one of \(levels)", code: Failure.usage)
        }
        self.level = level
        bootstrap
    }

    // SAFETY: set by the thread that runs the program, before it uses what logs.
    nonisolated(unsafe) private static var level = Logger.Level.warning

    /// Once in a process, which may run the program several times.
    private static let bootstrap: Void = LoggingSystem.bootstrap { label in
        var handler = StreamLogHandler.standardError(label: label)
        handler.logLevel = level
        return handler
    }
}
