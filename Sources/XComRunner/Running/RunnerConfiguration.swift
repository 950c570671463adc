package import XComStores

/// How task instances are kept apart.
package enum Isolation: String, Sendable, CaseIterable, Codable {
    /// Each in a process forked from the warm worker.
    case fork
    /// Each in a fresh interpreter that loads the DAG file again.
    case spawn
    /// In the worker itself.
    case inline
}

/// What a ``DagRunner`` works with.
package struct RunnerConfiguration: Sendable {
    /// DAG files, and folders to look for them in.
    package var paths: [String]
    /// DAGs that the process has in its interpreter already.
    package var dagIDs: [String]
    package var store: StoreOpener
    /// Where logs go: the folder `XCOM_HOME`.
    package var home: String
    /// The virtual environment to run in; `nil` for the active one, else the project's.
    package var python: String?
    package var isolation: Isolation
    /// How many task processes run at once; `nil` for as many as Airflow's settings, the DAG and the memory allow.
    package var jobs: Int?
    /// Whether the tasks' logs are shown on standard error as they come.
    package var logToStderr: Bool
    /// The task that a person debugs, which has the command's terminal while it runs: inline only.
    package var debuggedTask: String?
    /// Bundle files that run stub tasks, and folders of them; Airflow's settings may name more.
    package var bundles: [String] = []
    /// What the environment of the worker and its tasks has beside that of this process.
    package var variables: [String: String] = [:]
    /// Whether runs go on to their ends. Otherwise they stop where nothing can be done at once: where tasks are to be tried
    /// again later, or poke again.
    package var waits = true
    /// Whether triggers of deferred tasks are run.
    package var runsTriggers = true

    package init(
        paths: [String], dagIDs: [String] = [], store: StoreOpener, home: String, python: String? = nil,
        isolation: Isolation = .fork,
        jobs: Int? = nil, logToStderr: Bool = false
    ) {
        self.paths = paths
        self.dagIDs = dagIDs
        self.store = store
        self.home = home
        self.python = python
        self.isolation = isolation
        self.jobs = jobs
        self.logToStderr = logToStderr
    }
}
