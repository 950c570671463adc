internal import FoundationEssentials
internal import XComPython
internal import XComStores

/// What a worker, and a task process that starts afresh, are set up by.
struct WorkerSetup: Codable, Sendable {
    var paths: [String]
    var store: StoreOpener
    var isolation: Isolation
    /// How many processes can work at once: by the machine's cores, and no more than are allowed to.
    var cores: Int
    var logToStderr: Bool
    var environment: String?
    var searchPaths: [String]
    var sitePackages: [String]

    init(_ configuration: RunnerConfiguration, interpreter: Interpreter.Configuration) {
        paths = configuration.paths
        store = configuration.store
        isolation = configuration.isolation
        let all = ProcessInfo.processInfo.activeProcessorCount
        cores = min(configuration.jobs ?? all, all)
        logToStderr = configuration.logToStderr
        environment = interpreter.environment
        searchPaths = interpreter.searchPaths
        sitePackages = interpreter.sitePackages
    }

    func startInterpreter() throws -> Interpreter {
        try Interpreter.start(
            Interpreter.Configuration(
                environment: environment, searchPaths: searchPaths, sitePackages: sitePackages, arguments: ["xcom"],
                installsSignalHandlers: false))
    }

    var loading: LoadDags {
        LoadDags(paths: paths, store: store.url)
    }
}
