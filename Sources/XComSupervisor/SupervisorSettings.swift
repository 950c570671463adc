/// What a ``Supervisor`` has to know beside its store.
package struct SupervisorSettings: Sendable {
    /// `[core] max_map_length`: how many task instances a value may expand into.
    package var maxMapLength: Int
    /// The name of the DAG bundle that tasks are told.
    package var bundleName: String
    package var bundleVersion: String?
    /// The Airflow whose API answers.
    package var release: AirflowRelease
    /// `[state_store] clear_on_success`: whether what a task keeps goes when it succeeds.
    package var clearsStateOnSuccess: Bool

    package init(
        maxMapLength: Int = 1024, bundleName: String = "dags-folder", bundleVersion: String? = nil,
        release: AirflowRelease = .v32, clearsStateOnSuccess: Bool = false
    ) {
        self.maxMapLength = maxMapLength
        self.release = release
        self.clearsStateOnSuccess = clearsStateOnSuccess
        self.bundleName = bundleName
        self.bundleVersion = bundleVersion
    }
}
