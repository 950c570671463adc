package import XCom

/// A DAG as the bridge describes it: all that scheduling and showing it need, and nothing of Python.
///
/// This and what it is made of are spelled as in its JSON (`contract/graph.py`), in camel case.
package struct DagGraph: Hashable, Sendable, Decodable {
    package var dagID: String
    /// The file that defines the DAG.
    package var fileloc: String
    package var relativeFileloc: String?
    package var tags: [String]
    package var owners: String
    package var timetableSummary: String?
    package var maxActiveTasks: Int
    package var catchup: Bool
    package var failFast: Bool
    package var hasOnSuccessCallback: Bool
    package var hasOnFailureCallback: Bool
    /// By which assets the DAG is scheduled.
    package var assetCondition: AssetCondition?
    /// Whether it is scheduled by partitions: those of the assets, where there are some.
    package var isPartitioned: Bool
    package var assets: [AssetNode]
    /// In the order of definition.
    package var tasks: [TaskNode]
    package var taskGroups: [TaskGroupNode]
    package var edgeLabels: [EdgeLabel]

    /// An asset that the DAG's tasks or its schedule name.
    package struct AssetNode: Hashable, Sendable, Decodable {
        package var name: String
        package var uri: String
        package var group: String
        /// A JSON object.
        package var extra: WireValue
    }

    /// What is written on the edge between two tasks, by their ids.
    package struct EdgeLabel: Hashable, Sendable, Decodable {
        package var from: String
        package var to: String
        package var label: String
    }
}
