internal import FoundationEssentials
internal import Glibc
internal import XComPython
internal import XComStores

/// What a worker, and a task process that starts afresh, are set up by.
struct WorkerSetup: Codable, Sendable {
    var paths: [String]
    /// DAGs that the process has already.
    var dagIDs: [String]
    var store: StoreOpener
    var isolation: Isolation
    /// How many processes can work at once: by the machine's cores, and no more than are allowed to.
    var cores: Int
    var logToStderr: Bool
    /// The task that has the command's terminal while it runs.
    var debuggedTask: String?
    /// What its environment has beside that of the command.
    var variables: [String: String]
    var interpreter: Interpreter.Configuration

    init(_ configuration: RunnerConfiguration, interpreter: Interpreter.Configuration) {
        paths = configuration.paths
        dagIDs = configuration.dagIDs
        store = configuration.store
        isolation = configuration.isolation
        let all = ProcessInfo.processInfo.activeProcessorCount
        cores = min(configuration.jobs ?? all, all)
        logToStderr = configuration.logToStderr
        debuggedTask = configuration.debuggedTask
        variables = configuration.variables
        self.interpreter = interpreter
        self.interpreter.arguments = ["xcom"]
        self.interpreter.installsSignalHandlers = false
    }

    /// Starts the interpreter of a process that is all the runner's own.
    func startInterpreter() throws -> Interpreter {
        for (name, value) in variables { setenv(name, value, 1) }
        let interpreter = try Interpreter.start(interpreter)
        if self.interpreter.isRunning {
            _ = try interpreter.perform(
                BeginProcess(variables: variables.map { BeginProcess.Variable(name: $0, value: $1) }))
            Interpreter.crashByDefault()
        }
        return interpreter
    }

    var loading: LoadDags {
        LoadDags(paths: paths, dagIDs: dagIDs, store: store.url)
    }
}
