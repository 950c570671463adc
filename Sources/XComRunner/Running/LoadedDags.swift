/// What came of loading DAG files.
public struct LoadedDags: Sendable, Decodable {
    /// In the order of files, then of definition.
    public var dags: [DagGraph]
    public var importErrors: [ImportError]

    enum CodingKeys: String, CodingKey {
        case dags
        case importErrors = "import_errors"
    }

    /// A file that could not be loaded.
    public struct ImportError: Hashable, Sendable, Decodable {
        public var file: String
        public var line: Int?
        /// The exception's type.
        public var type: String
        public var message: String
        public var traceback: String?
    }

    /// The DAG of an id; of several the first.
    public func dag(id: String) -> DagGraph? {
        dags.first { $0.dagID == id }
    }
}
