internal import XCom

extension RunScheduler {
    /// How many instances a task is expanded to, by the XComs of the run.
    func mapCount(of task: Int) -> MapCount { index.mapCount(of: task, lengthOf: mapLength(of:)) }

    private func mapCount(ofGroup groupID: String) -> Int? {
        index.mapCount(ofGroup: groupID, lengthOf: mapLength(of:))
    }

    /// The length of a task's return value for mapping: what was recorded, or the number of values of a mapped task
    /// once all of its instances are done.
    private func mapLength(of taskID: String) -> Int? {
        guard let task = index.numbers[taskID] else { return nil }
        if index.graph.tasks[task].isMapped {
            return tasks[task].allFinished ? tasks[task].returnValues : nil
        }
        return facts[InstanceIndex(task: task)]?.mapLength
    }

    /// The states of the instances of some tasks that bear on one instance.
    func upstreamStates(of key: InstanceIndex, in upstream: [Int]) -> UpstreamStates {
        var states = UpstreamStates()
        let isInMappedGroup = !index.mappedGroups[key.task].isEmpty
        let countsTasks = !upstream.contains(where: index.isExpanded)
        for task in upstream {
            let isSetup = index.graph.tasks[task].isSetup
            // Where nothing is mapped Airflow counts tasks, else instances: what the run has no instance of is waited
            // for in vain, or not at all.
            if countsTasks, tasks[task].isEmpty { states.add(nil, isSetup: isSetup) }
            guard isInMappedGroup, let relevant = relevantMapIndexes(of: task, for: key) else {
                tasks[task].add(to: &states, isSetup: isSetup)
                continue
            }
            // An upstream that is not expanded yet is waited for, too.
            if let unexpanded = tasks[task][TaskInstanceKey.unmapped] {
                states.add(unexpanded.state, isSetup: isSetup)
            }
            for mapIndex in relevant where mapIndex != TaskInstanceKey.unmapped {
                if let instance = tasks[task][mapIndex] { states.add(instance.state, isSetup: isSetup) }
            }
        }
        return states
    }

    /// Which instances of an upstream task belong to an instance in a mapped group; `nil` for all of them.
    ///
    /// Airflow: `_get_relevant_map_indexes`.
    private func relevantMapIndexes(of upstream: Int, for key: InstanceIndex) -> Range<Int>? {
        let looksAtAll =
            rules.looksAtAllUntilExpanded ? key.mapIndex < 0 : index.isDirectlyInMappedGroup(key.task)
        if looksAtAll, rules.fastRules.contains(index.graph.tasks[key.task].triggerRule),
            !expansionSources(of: key.task).contains(upstream)
        {
            return nil
        }
        guard case .count(let count) = mapCount(of: key.task), count != 0,
            let common = index.commonMappedGroup(key.task, upstream),
            let ancestorCount = mapCount(ofGroup: common), ancestorCount != 0
        else { return nil }
        let product = key.mapIndex * ancestorCount
        // Rounded down, as Python does: the unexpanded instance (-1) looks at what is not there.
        let ancestor = (product - (product < 0 ? count - 1 : 0)) / count
        guard index.isFurtherMapped(upstream, inside: common) else { return ancestor..<ancestor + 1 }
        let further = count / ancestorCount
        return ancestor * further..<(ancestor + 1) * further
    }

    /// All tasks whose values the expansion of a task needs, those of the groups around it included.
    private func expansionSources(of task: Int) -> [Int] {
        let groups = index.mappedGroups[task].flatMap { index.groups[$0]?.expand?.taskIDs ?? [] }
        return index.ownExpansionSources[task] + groups.compactMap { index.numbers[$0] }
    }
}
