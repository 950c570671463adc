/// What a ``Supervisor`` has to know beside its store.
package struct SupervisorSettings: Sendable {
    /// `[core] max_map_length`: how many task instances a value may expand into.
    package var maxMapLength: Int
    /// The name of the DAG bundle that tasks are told.
    package var bundleName: String
    package var bundleVersion: String?

    package init(maxMapLength: Int = 1024, bundleName: String = "dags-folder", bundleVersion: String? = nil) {
        self.maxMapLength = maxMapLength
        self.bundleName = bundleName
        self.bundleVersion = bundleVersion
    }
}
