/// Loads DAG files; their DAGs stay in the process.
struct LoadDags: BridgeCall {
    typealias Answer = LoadedDags
    static let name = "load_dags"

    /// Files, and folders of them.
    var paths: [String]
    /// The URL of the store that answers what the files ask.
    var store: String
}

/// What came of loading DAG files.
public struct LoadedDags: Sendable, Decodable {
    /// In the order of files, then of definition.
    public var dags: [DagGraph]
    public var importErrors: [ImportError]

    /// A file that could not be loaded, or one DAG of it.
    public struct ImportError: Hashable, Sendable, Decodable {
        public var file: String
        /// The DAG, where the file's others are there.
        public var dagID: String?
        public var line: Int?
        /// The exception's type.
        public var type: String
        public var message: String
        /// What may help.
        public var hint: String?
        public var traceback: String
    }

    /// The DAG of an id; of several the first.
    public func dag(id: String) -> DagGraph? {
        dags.first { $0.dagID == id }
    }
}
