internal import FoundationEssentials
internal import XCom
internal import XComPython
internal import XComStores

/// A run of a DAG that a Python program has in its interpreter, asked for by `_xcom.run`.
package struct HostedRun: Codable {
    var dagID: String
    /// DAGs that are to be known, beside that one.
    var otherDagIDs: [String]
    var runID: String?
    /// In ISO 8601, `now` or `none`.
    var logicalDate: String
    var runAfter: Timestamp?
    var startDate: Timestamp?
    var conf: WireValue?
    var triggeredBy: String?
    var replacesRun: Bool
    var isolation: Isolation
    /// Whether what tasks log is shown.
    var echo: Bool
    var waits: Bool
    var runsTriggers: Bool
    /// Whether the run is only made, with its task instances.
    var opensOnly: Bool
    /// The one task that is run, whatever it depends on; `nil` for the whole DAG.
    var task: OneTask?
    /// By which version of Airflow the DAG was read: `2` or `3`.
    var rules: String
    /// Where logs go.
    var home: String

    /// How it went.
    struct Answer: Codable {
        var dagRun: ListenerCall.Run
        /// In the order of the graph's tasks and of the map indexes.
        var taskInstances: [ListenerCall.Instance]
        /// Of each task instance's last try.
        var logPaths: [String]
        var failures: [Failure]
        /// What a person wants to know of the run.
        var notices: [String]
        /// Whether the program wanted it to stop.
        var isStopped: Bool
        /// How the run ended, where its tasks' states do not say it.
        var reason: String?
    }

    /// A task instance that is run by itself.
    struct OneTask: Codable {
        var taskID: String
        var mapIndex: Int
        var tryNumber: Int
    }

    struct Failure: Codable {
        var taskID: String
        var mapIndex: Int
        var tryNumber: Int
        var type: String
        var message: String
    }

    /// Lets `_xcom.run` run DAGs.
    package static func install() {
        HostFunctions.run = { interpreter, request, store, opener in
            let run = try WireDecoder(style: .message, names: .snakeCase).decode(HostedRun.self, from: request)
            return try WireEncoder(style: .message, names: .snakeCase).encode(run.perform(interpreter, store, opener))
        }
    }

    private func perform(_ interpreter: Interpreter, _ store: any Store, _ opener: StoreOpener) throws -> Answer {
        guard try isolation == .inline || !opener.isInMemory else {
            throw RunnerError(
                .refused, "Tasks in processes of their own need a store in a file; this one is in memory.")
        }
        var configuration = RunnerConfiguration(
            paths: [], dagIDs: [dagID] + otherDagIDs, store: opener, home: home, isolation: isolation,
            jobs: isolation == .inline ? 1 : nil, logToStderr: echo && isolation == .fork)
        configuration.waits = waits
        configuration.runsTriggers = runsTriggers
        let runner = try DagRunner(in: interpreter, configuration, store: store)
        defer { runner.shutdown() }
        if let problem = try runner.dags().importErrors.first {
            throw RunnerError(.refused, "\(problem.type): \(problem.message)")
        }
        var request = RunRequest(dagID: dagID, runID: runID, logicalDate: date, conf: conf)
        request.runAfter = runAfter
        request.startDate = startDate
        request.triggeredBy = triggeredBy
        request.replacesRun = replacesRun
        request.rules = AirflowRules(rawValue: rules) ?? .airflow3
        if opensOnly { return Answer(try runner.open(request), []) }
        if let task { return Answer(try runner.run(task, in: request), []) }
        let notices = Notices()
        let results = try runner.run(request, observer: notices)
        guard let result = results.runs.first(where: { $0.isPlanned }) else {
            throw RunnerError(.workerFailed, "The run of DAG \(dagID) did not begin.")
        }
        return Answer(result, notices.texts)
    }

    private var date: RunRequest.LogicalDate {
        switch logicalDate {
        case "now": .now
        case "none": .none
        default: .at(logicalDate)
        }
    }
}

extension HostedRun.Answer {
    fileprivate init(_ result: RunResult, _ notices: [String]) {
        self.notices = notices
        dagRun = ListenerCall.Run(result.run)
        taskInstances = result.taskInstances.map(ListenerCall.Instance.init)
        logPaths = result.taskInstances.map(result.logPath)
        failures = result.failures.map { failure in
            HostedRun.Failure(
                taskID: failure.taskInstance.taskID, mapIndex: failure.taskInstance.mapIndex,
                tryNumber: failure.tryNumber,
                type: failure.type, message: failure.message)
        }
        isStopped = result.interruption != nil
        reason = result.reason
    }
}

/// Keeps what a person is told.
private final class Notices: RunObserver {
    private(set) var texts: [String] = []

    func noticed(_ message: String) {
        texts.append(message)
    }
}
