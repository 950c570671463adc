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
    package var store: StoreOpener
    /// Where logs go: the folder `XCOM_HOME`.
    package var home: String
    /// The virtual environment to run in; `nil` for the active one, else the project's.
    package var python: String?
    package var isolation: Isolation
    /// How many task processes run at once; `nil` for as many as Airflow's settings and the DAG allow.
    package var jobs: Int?
    /// Whether the tasks' logs are shown on standard error as they come.
    package var logToStderr: Bool

    package init(
        paths: [String], store: StoreOpener, home: String, python: String? = nil, isolation: Isolation = .fork,
        jobs: Int? = nil, logToStderr: Bool = false
    ) {
        self.paths = paths
        self.store = store
        self.home = home
        self.python = python
        self.isolation = isolation
        self.jobs = jobs
        self.logToStderr = logToStderr
    }
}
