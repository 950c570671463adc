internal import XCom

/// How many instances a task is expanded to.
enum MapCount: Equatable {
    /// The task is neither mapped nor in a mapped group.
    case notMapped
    /// Something that the length depends on is not there.
    case unknown
    case count(Int)
    /// More than there can be instances of a task.
    case tooMany
}

extension GraphIndex {
    /// How many instances a task is expanded to: its own length times those of the mapped groups around it.
    func mapCount(of task: Int, lengthOf: (_ taskID: String) -> Int?) -> MapCount {
        let node = graph.tasks[task]
        let groups = mappedGroups[task]
        guard node.isMapped || !groups.isEmpty else { return .notMapped }
        var product = 1
        if node.isMapped {
            guard let length = node.expand?.length(lengthOf: lengthOf) else { return .unknown }
            product = length
        }
        if let first = groups.first {
            guard let length = mapCount(ofGroup: first, lengthOf: lengthOf) else { return .unknown }
            product = product.timesAtMost(length)
        }
        return product > TaskMap.longest ? .tooMany : .count(product)
    }

    /// How many times a mapped group is expanded, those around it included.
    func mapCount(ofGroup groupID: String, lengthOf: (_ taskID: String) -> Int?) -> Int? {
        var product = 1
        var next: String? = groupID
        while let id = next, let group = groups[id] {
            if group.isMapped {
                guard let length = group.expand?.length(lengthOf: lengthOf) else { return nil }
                product = product.timesAtMost(length)
            }
            next = group.parentGroupID
        }
        return product
    }
}
