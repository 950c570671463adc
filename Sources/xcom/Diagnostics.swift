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
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
    }
}
