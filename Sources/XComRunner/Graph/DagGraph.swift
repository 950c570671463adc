/// A DAG as the bridge describes it: all that scheduling and showing it need, and nothing of Python.
public struct DagGraph: Hashable, Sendable {
    public var dagID: String
    /// The file that defines the DAG.
    public var fileloc: String
    public var relativeFileloc: String?
    public var description: String?
    public var tags: [String]
    public var owners: String?
    public var timetableSummary: String?
    public var maxActiveTasks: Int
    public var failFast: Bool
    public var hasOnSuccessCallback: Bool
    public var hasOnFailureCallback: Bool
    public var assets: [AssetNode]
    public var assetAliases: [AliasNode]
    /// In the order of definition.
    public var tasks: [TaskNode]
    public var taskGroups: [TaskGroupNode]
    public var edgeLabels: [EdgeLabel]

    public init(dagID: String, tasks: [TaskNode], taskGroups: [TaskGroupNode] = []) {
        self.dagID = dagID
        self.fileloc = ""
        self.tags = []
        self.maxActiveTasks = 16
        self.failFast = false
        self.hasOnSuccessCallback = false
        self.hasOnFailureCallback = false
        self.assets = []
        self.assetAliases = []
        self.tasks = tasks
        self.taskGroups = taskGroups
        self.edgeLabels = []
    }

    /// An asset that the DAG's tasks or its schedule name.
    public struct AssetNode: Hashable, Sendable {
        public var name: String
        public var uri: String
        public var group: String?
        /// A JSON object.
        public var extra: String?
    }

    /// An asset alias that the DAG's tasks or its schedule name.
    public struct AliasNode: Hashable, Sendable, Decodable {
        public var name: String
        public var group: String?
    }

    /// What is written on the edge between two tasks, by their ids.
    public struct EdgeLabel: Hashable, Sendable, Decodable {
        public var from: String
        public var to: String
        public var label: String
    }
}
