internal import Foundation
internal import XComPython
internal import XComSupervisor

/// What a worker, and a task process that starts afresh, are set up by.
struct WorkerSetup: Codable, Sendable {
    var paths: [String]
    var bundlePath: String?
    var storeURL: String
    var isolation: String
    var jobs: Int
    var logToStderr: Bool
    var maxMapLength: Int
    var environment: String?
    var searchPaths: [String]
    var sitePackages: [String]

    init(_ configuration: RunnerConfiguration, interpreter: Interpreter.Configuration, settings: AirflowSettings) {
        paths = configuration.paths
        bundlePath = Self.bundlePath(configuration.paths, settings: settings)
        storeURL = configuration.storeURL
        isolation = configuration.isolation.rawValue
        jobs = configuration.jobs
        logToStderr = configuration.logToStderr
        maxMapLength = settings.maxMapLength
        environment = interpreter.environment
        searchPaths = interpreter.searchPaths
        sitePackages = interpreter.sitePackages
    }

    var supervisorSettings: SupervisorSettings {
        SupervisorSettings(maxMapLength: maxMapLength)
    }

    func startInterpreter() throws -> Interpreter {
        try Interpreter.start(
            Interpreter.Configuration(
                environment: environment, searchPaths: searchPaths, sitePackages: sitePackages, arguments: ["xcom"],
                installsSignalHandlers: false))
    }

    /// The request of `load_dags`.
    func loadRequest() throws -> [UInt8] {
        try TaskProcess.request([("paths", TaskProcess.json(paths)), ("bundle_path", TaskProcess.json(bundlePath))])
    }

    /// The folder that stands for Airflow's DAG folder: the configured one where the files lie in it, else the folder
    /// that was named, else that of the first file.
    private static func bundlePath(_ paths: [String], settings: AirflowSettings) -> String? {
        guard let first = paths.first else { return nil }
        let absolute = URL(fileURLWithPath: first).standardizedFileURL.path
        if let folder = settings.value("core", "dags_folder"), absolute.hasPrefix(folder + "/") { return folder }
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: absolute, isDirectory: &isDirectory), isDirectory.boolValue {
            return absolute
        }
        return URL(fileURLWithPath: absolute).deletingLastPathComponent().path
    }
}
