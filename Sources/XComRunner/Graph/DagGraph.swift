public import XCom

/// A DAG as the bridge describes it: all that scheduling and showing it need, and nothing of Python.
///
/// This and what it is made of are spelled as in its JSON (`contract.py, Graph`), in camel case.
public struct DagGraph: Hashable, Sendable, Decodable {
    public var dagID: String
    /// The file that defines the DAG.
    public var fileloc: String
    public var relativeFileloc: String?
    public var tags: [String]
    public var owners: String
    public var timetableSummary: String?
    public var maxActiveTasks: Int
    public var failFast: Bool
    public var hasOnSuccessCallback: Bool
    public var hasOnFailureCallback: Bool
    public var assets: [AssetNode]
    /// In the order of definition.
    public var tasks: [TaskNode]
    public var taskGroups: [TaskGroupNode]
    public var edgeLabels: [EdgeLabel]

    /// An asset that the DAG's tasks or its schedule name.
    public struct AssetNode: Hashable, Sendable, Decodable {
        public var name: String
        public var uri: String
        public var group: String
        /// A JSON object.
        public var extra: WireValue
    }

    /// What is written on the edge between two tasks, by their ids.
    public struct EdgeLabel: Hashable, Sendable, Decodable {
        public var from: String
        public var to: String
        public var label: String
    }
}
