internal import FoundationEssentials
internal import XCom

extension TaskInstance {
    /// A new instance of a task, without a state.
    init(id: UUID, key: TaskInstanceKey, of node: TaskNode) {
        self.init(id: id, key: key, operatorName: node.operator, maxTries: node.retries)
        pool = node.pool
        poolSlots = node.poolSlots
        queue = node.queue
        priorityWeight = node.priorityWeight
        displayName = node.taskDisplayName
    }
}
