internal import Foundation

/// Airflow's settings, as far as the scheduler's side needs them: `AIRFLOW__SECTION__KEY` in the environment, else
/// `airflow.cfg` in `AIRFLOW_HOME`, else Airflow's default.
public struct AirflowSettings: Sendable {
    private let environment: [String: String]
    private let file: [String: [String: String]]

    /// - Parameter configuration: the text of `airflow.cfg`, where there is one.
    init(environment: [String: String], configuration: String?) {
        self.environment = environment
        self.file = configuration.map(Self.parse) ?? [:]
    }

    /// The settings of this process.
    public static func current(environment: [String: String] = Installation.processEnvironment()) -> AirflowSettings {
        let settings = AirflowSettings(environment: environment, configuration: nil)
        let path = environment["AIRFLOW_CONFIG"] ?? "\(settings.home)/airflow.cfg"
        return AirflowSettings(
            environment: environment, configuration: try? String(contentsOfFile: path, encoding: .utf8))
    }

    /// `AIRFLOW_HOME`.
    var home: String {
        Self.absolute(environment["AIRFLOW_HOME"] ?? "\(environment["HOME"] ?? "")/airflow")
    }

    /// What a setting says; `nil` where nobody set it.
    public func value(_ section: String, _ key: String) -> String? {
        let name = section.uppercased().map { $0 == "." ? "_" : $0 }
        return environment["AIRFLOW__\(String(name))__\(key.uppercased())"] ?? file[section]?[key]
    }

    /// What a sensitive setting says, in Airflow's order: the environment (`..._CMD` names a command instead), then the
    /// file; `nil` where nobody set it.
    ///
    /// - Throws: ``RunnerError`` `environment` where its command fails, or where it is in a secrets backend.
    func secret(_ section: String, _ key: String) throws -> String? {
        let name = "AIRFLOW__\(section.uppercased())__\(key.uppercased())"
        if let text = environment[name] { return text }
        if let command = environment["\(name)_CMD"] {
            return try SettingCommand.output(of: command, setting: "\(name)_CMD")
        }
        let isInEnvironment = environment["\(name)_SECRET"] != nil
        if !isInEnvironment, let text = file[section]?[key] { return text }
        if !isInEnvironment, let command = file[section]?["\(key)_cmd"] {
            return try SettingCommand.output(of: command, setting: "[\(section)] \(key)_cmd")
        }
        guard !isInEnvironment, file[section]?["\(key)_secret"] == nil else {
            throw RunnerError(
                .environment,
                "\(section).\(key) is in a secrets backend, which is not asked for it here. Set \(name) or \(name)_CMD."
            )
        }
        return nil
    }

    func integer(_ section: String, _ key: String, default fallback: Int) -> Int {
        value(section, key).flatMap { Int($0.trimmingCharacters(in: .whitespaces)) } ?? fallback
    }

    /// `[core] fernet_key`: what secrets in the store are encrypted with; `nil` where there is none.
    ///
    /// - Throws: ``RunnerError`` `environment`.
    func fernetKey() throws -> String? {
        try secret("core", "fernet_key").flatMap { $0.isEmpty ? nil : $0 }
    }
    /// `[core] max_map_length`: the longest value that can be mapped over.
    public var maxMapLength: Int { integer("core", "max_map_length", default: 1024) }
    /// `[core] parallelism`: how many tasks run at once at most.
    public var parallelism: Int { integer("core", "parallelism", default: 32) }
    /// `[core] default_pool_task_slot_count`.
    public var defaultPoolSlots: Int { integer("core", "default_pool_task_slot_count", default: 128) }
    /// `[core] killed_task_cleanup_time`, in seconds: how long a task may take to end after SIGTERM. Five seconds where it
    /// is not set: a person waits at a terminal, not a scheduler.
    var killedTaskCleanupTime: Int { integer("core", "killed_task_cleanup_time", default: 5) }
    /// `[workers] socket_cleanup_timeout`, in seconds: how long to wait for output of processes that tasks left behind.
    var socketCleanupTimeout: Int { integer("workers", "socket_cleanup_timeout", default: 60) }

    /// Reads an INI file: sections in brackets, `key = value`, comments by `#` and `;` at the start of a line.
    private static func parse(_ text: String) -> [String: [String: String]] {
        var sections: [String: [String: String]] = [:]
        var section = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasPrefix("["), line.hasSuffix("]") {
                section = line.dropFirst().dropLast().lowercased()
            } else if let equals = line.firstIndex(where: { $0 == "=" || $0 == ":" }) {
                let key = line[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
                sections[section, default: [:]][key] =
                    line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
            }
        }
        return sections
    }
}
