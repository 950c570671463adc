internal import XCom

/// How the process of a bundle's task is started: what a coordinator of Airflow's settings says, or the command.
struct BundleLaunch: Codable, Equatable {
    /// The program, and what comes before the addresses of its two connections.
    var command: [String]
    /// What its environment has beside that of the process that starts it.
    var environment: [BeginProcess.Variable]
    /// The coordinator's `task_startup_timeout`, in seconds.
    var startupTimeout: Double
    /// `[core] task_success_overtime`, in seconds: how long it may go on once it has said how the task ended.
    var overtime: Double
}

/// Which tasks of a DAG run in processes of bundles.
struct BundleTasks {
    /// By the ids of the tasks.
    var launches: [String: BundleLaunch] = [:]
    /// Why tasks could not run, a sentence each.
    var problems: [String] = []

    init() {}

    init(_ answer: FindBundles.Answer) {
        launches = Dictionary(answer.launches.map { ($0.taskID, $0.launch) }, uniquingKeysWith: { first, _ in first })
        problems = answer.problems
    }
}
