/// Loads DAG files; their DAGs stay in the process.
struct LoadDags: BridgeCall {
    typealias Answer = LoadedDags
    static let name = "load_dags"

    /// Files, and folders of them.
    var paths: [String]
    /// DAGs that the process has already.
    var dagIDs: [String]
    /// The URL of the store that answers what the files ask.
    var store: String
}

/// What came of loading DAG files.
package struct LoadedDags: Sendable, Decodable {
    /// In the order of files, then of definition.
    package var dags: [DagGraph]
    package var importErrors: [ImportError]

    /// A file that could not be loaded, or one DAG of it.
    package struct ImportError: Hashable, Sendable, Decodable {
        package var file: String
        /// The DAG, where the file's others are there.
        package var dagID: String?
        package var line: Int?
        /// The exception's type.
        package var type: String
        package var message: String
        /// What may help.
        package var hint: String?
        package var traceback: String
    }

    /// The DAG of an id; of several the first.
    package func dag(id: String) -> DagGraph? {
        dags.first { $0.dagID == id }
    }
}
