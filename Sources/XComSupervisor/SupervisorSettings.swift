/// What a ``Supervisor`` has to know beside its store.
public struct SupervisorSettings: Sendable {
    /// `[core] max_map_length`: how many task instances a value may expand into.
    public var maxMapLength: Int
    /// The name of the DAG bundle that tasks are told.
    public var bundleName: String
    public var bundleVersion: String?

    public init(maxMapLength: Int = 1024, bundleName: String = "dags-folder", bundleVersion: String? = nil) {
        self.maxMapLength = maxMapLength
        self.bundleName = bundleName
        self.bundleVersion = bundleVersion
    }
}
