internal import Foundation
internal import XComPython
internal import XComSQLite
internal import XComSupervisor

/// What a worker, and a task process that starts afresh, are set up by.
struct WorkerSetup: Codable, Sendable {
    var paths: [String]
    var storeURL: String
    var isolation: Isolation
    /// How many processes can work at once: by the machine's cores, and no more than are allowed to.
    var cores: Int
    var logToStderr: Bool
    var maxMapLength: Int
    var fernetKey: String?
    var environment: String?
    var searchPaths: [String]
    var sitePackages: [String]

    init(_ configuration: RunnerConfiguration, interpreter: Interpreter.Configuration, settings: AirflowSettings) throws
    {
        paths = configuration.paths
        storeURL = configuration.storeURL
        isolation = configuration.isolation
        let all = ProcessInfo.processInfo.activeProcessorCount
        cores = min(configuration.jobs ?? all, all)
        logToStderr = configuration.logToStderr
        maxMapLength = settings.maxMapLength
        fernetKey = try settings.fernetKey()
        environment = interpreter.environment
        searchPaths = interpreter.searchPaths
        sitePackages = interpreter.sitePackages
    }

    /// How a process opens the store.
    func storeOptions() throws -> SQLiteStore.Options {
        var options = try SQLiteStore.Options.inEnvironment()
        options.fernetKeys = try fernetKey.map { try FernetKeys($0) }
        return options
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

    var loading: LoadDags {
        LoadDags(paths: paths, store: storeURL)
    }
}
