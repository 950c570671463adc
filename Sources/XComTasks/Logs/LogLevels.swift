package import Logging

/// Which lines are written: `[logging] logging_level`, and `namespace_levels` for loggers by the beginning of their names.
///
/// A supervisor hands both over in the environment, and leaves it to the runtime to go by them.
package struct LogLevels: Sendable {
    private let level: Logger.Level
    private let namespaces: [String: Logger.Level]

    package init(environment: [String: String]) {
        level = environment["AIRFLOW__LOGGING__LOGGING_LEVEL"].flatMap { Self.level(named: $0[...]) } ?? .info
        let entries = (environment["AIRFLOW__LOGGING__NAMESPACE_LEVELS"] ?? "").split { $0 == "," || $0.isWhitespace }
        namespaces = Dictionary(
            entries.compactMap { entry in
                let parts = entry.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, let level = Self.level(named: parts[1]) else { return nil }
                return (String(parts[0]), level)
            }, uniquingKeysWith: { _, last in last })
    }

    /// From which level on a logger writes: that of the longest beginning of its name, up to a dot.
    package func level(of logger: String) -> Logger.Level {
        var name = logger[...]
        while !name.isEmpty {
            if let level = namespaces[String(name)] { return level }
            guard let dot = name.lastIndex(of: ".") else { break }
            name = name[..<dot]
        }
        return level
    }

    /// Airflow's names, in any case.
    private static func level(named name: Substring) -> Logger.Level? {
        switch name.lowercased() {
        case "notset": .trace
        case "debug": .debug
        case "info": .info
        case "warning", "warn": .warning
        case "error", "exception": .error
        case "critical", "fatal": .critical
        default: nil
        }
    }
}
