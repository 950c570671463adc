/// Which XCom somebody looks for and does not find.
public struct XComQuestion: Hashable, Sendable {
    /// The DAG that is pulled from.
    public var dagID: String
    /// `nil` for the newest run.
    public var runID: String?
    /// The task that is pulled from.
    public var taskID: String
    /// The key that is pulled.
    public var key: String
    /// `nil` for all map indexes.
    public var mapIndex: Int?
    /// Whether the task that pulls asks for what it pushed itself.
    public var isOwn: Bool

    public init(
        dagID: String, runID: String? = nil, taskID: String, key: String = XComAddress.returnValueKey,
        mapIndex: Int? = nil, isOwn: Bool = false
    ) {
        self.dagID = dagID
        self.runID = runID
        self.taskID = taskID
        self.key = key
        self.mapIndex = mapIndex
        self.isOwn = isOwn
    }

    /// About one address.
    public init(_ address: XComAddress) {
        let instance = address.taskInstance
        self.init(
            dagID: instance.dagID, runID: instance.runID, taskID: instance.taskID, key: address.key,
            mapIndex: instance.mapIndex)
    }
}
