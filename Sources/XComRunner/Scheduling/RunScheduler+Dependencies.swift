internal import XCom

extension RunScheduler {
    /// Looks at the instances of a task that may be given a try, and does what is due.
    mutating func examine(_ task: Int, now: Timestamp) {
        var isRevised = false
        for mapIndex in tasks[task].schedulableMapIndexes {
            let key = InstanceIndex(task: task, mapIndex: mapIndex)
            guard let instance = self[key] else { continue }
            let verdict = verdict(on: key)
            if let state = verdict.state, state != instance.state {
                if case .waiting = phases[key] { phases[key] = .idle }
                // Of no upstream instance at all, `none_failed_min_one_success` says both that the task may run and that it
                // is skipped, which is what an unexpanded task in a mapped group sees. Airflow expands it all the same,
                // and looks at the new instances before any other task hears of the skip.
                if verdict.isMet, mapIndex < 0, case .count(let count) = mapCount(of: task) {
                    insertMissing(of: task, length: count, state: nil)
                }
                record(key, state)
                continue
            }
            guard verdict.isMet, phases[key] == .idle else { continue }
            if mapIndex < 0, case let count = mapCount(of: task), count != .notMapped {
                expand(task, to: count)
            } else {
                if mapIndex >= 0, !isRevised {
                    isRevised = true
                    revise(task)
                }
                if self[key]?.state != .removed { schedule(key, instance) }
            }
        }
    }

    /// Starts a try, or ends an instance that has nothing to do.
    private mutating func schedule(_ key: InstanceIndex, _ instance: ScheduledInstance) {
        // What an expansion left over.
        let unexpanded = InstanceIndex(task: key.task)
        if key.mapIndex >= 0, let left = self[unexpanded], left.state != .removed { record(unexpanded, .removed) }
        let tryNumber = instance.state == .upForReschedule ? instance.tryNumber : instance.tryNumber + 1
        if index.graph.tasks[key.task].skipsExecution {
            record(key, .success, tryNumber: tryNumber)
        } else {
            record(key, .scheduled, tryNumber: tryNumber)
            phases[key] = .ready
        }
    }

    /// Makes the instances of a mapped task out of its unexpanded one.
    ///
    /// Airflow: `TaskMap.expand_mapped_task`. Nothing to map over skips the unexpanded instance; a length that stays
    /// unknown makes it upstream_failed.
    private mutating func expand(_ task: Int, to count: MapCount) {
        let unexpanded = InstanceIndex(task: task)
        if count == .tooMany {
            record(unexpanded, .failed)
            return actions.append(.refuseExpansion(task: task))
        }
        guard case .count(let length) = count else { return record(unexpanded, .upstreamFailed) }
        guard length > 0 else { return record(unexpanded, .skipped) }
        guard let instance = tasks[task].remove(at: unexpanded.mapIndex) else { return }
        if tasks[task][0] == nil {
            tasks[task].insert(instance, at: 0)
        } else {
            unfinished -= 1
        }
        actions.append(.expand(task: task))
        insertMissing(of: task, length: length, state: instance.state)
    }

    /// Adds and removes instances of a task that was expanded before, in a run that is executed again: its length may have
    /// become another.
    ///
    /// Airflow: `models/dagrun.py, _revise_map_indexes_if_mapped`.
    private mutating func revise(_ task: Int) {
        guard case .count(let length) = mapCount(of: task), tasks[task].count != length else { return }
        let mapIndexes = tasks[task].mapIndexes
        for mapIndex in mapIndexes where mapIndex >= length {
            let key = InstanceIndex(task: task, mapIndex: mapIndex)
            guard phases[key] != .active, self[key]?.state != .removed else { continue }
            phases[key] = .idle
            record(key, .removed)
        }
        guard mapIndexes.count(where: { (0..<max(length, 0)).contains($0) }) < length else { return }
        insertMissing(of: task, length: length, state: nil)
    }

    private mutating func insertMissing(of task: Int, length: Int, state: TaskInstanceState?) {
        for mapIndex in 0..<max(length, 0) where tasks[task][mapIndex] == nil {
            let fresh = ScheduledInstance(state: state, maxTries: index.graph.tasks[task].retries)
            tasks[task].insert(fresh, at: mapIndex)
            unfinished += 1
            actions.append(.insert(InstanceIndex(task: task, mapIndex: mapIndex)))
        }
        dirty.insert(task)
        // Downstream instances may look at other instances from now on.
        for dependent in index.dependents[task] { dirty.insert(dependent) }
    }

    // MARK: Dependencies

    /// All of core's dependencies of a task instance, but the waiting for a moment.
    func verdict(on key: InstanceIndex) -> TriggerRule.Verdict {
        var verdict = ruleVerdict(on: key)
        guard verdict.state == nil || verdict.isMet else { return verdict }
        let mapped = expansionVerdict(on: key)
        verdict.isMet = verdict.isMet && mapped.isMet && !blockedByPast.contains(key.task)
        verdict.state = verdict.state ?? mapped.state ?? (wasSkippedByUpstream(key) ? .skipped : nil)
        return verdict
    }

    /// The trigger rule, with the setups above a task and what lies between a teardown and its setups.
    private func ruleVerdict(on key: InstanceIndex) -> TriggerRule.Verdict {
        let node = index.graph.tasks[key.task]
        let upstream = index.upstream[key.task]
        guard !upstream.isEmpty, node.triggerRule != .always else { return .init(isMet: true, state: nil) }

        let setups = setupVerdict(on: key)
        guard setups.state == nil else { return setups }
        var verdict = node.triggerRule.verdict(upstreamStates(of: key, in: upstream), mapIndex: key.mapIndex, by: rules)
        verdict.isMet = verdict.isMet && setups.isMet
        if node.isTeardown, verdict.isMet, verdict.state == nil {
            let scope = upstreamStates(of: key, in: index.teardownScope[key.task])
            verdict.isMet = scope.allDone
        }
        return verdict
    }

    /// Setups that are above, but not directly: all of them must have succeeded.
    private func setupVerdict(on key: InstanceIndex) -> TriggerRule.Verdict {
        let setups = index.indirectSetups[key.task]
        guard !setups.isEmpty else { return .init(isMet: true, state: nil) }
        // In every release removed ones count here for nothing only where the instance is one of several.
        var rules = rules
        rules.ignoresRemoved = false
        return TriggerRule.allSuccess.verdict(upstreamStates(of: key, in: setups), mapIndex: key.mapIndex, by: rules)
    }

    /// Whether the tasks whose XComs the expansion needs ended well.
    ///
    /// Airflow: `MappedTaskUpstreamDep`. Only unexpanded instances count: one that was expanded has not failed outright.
    private func expansionVerdict(on key: InstanceIndex) -> TriggerRule.Verdict {
        var sources: [Int] = []
        if index.graph.tasks[key.task].isMapped {
            sources = index.ownExpansionSources[key.task]
        } else if let group = index.mappedGroups[key.task].first {
            sources = index.groups[group]?.expand?.taskIDs.compactMap { index.numbers[$0] } ?? []
        }
        let states = Set(sources.compactMap { tasks[$0][TaskInstanceKey.unmapped]?.state }.filter(\.isFinished))
        if states.isEmpty || states == [.success] { return .init(isMet: true, state: nil) }
        if states.contains(.failed) || states.contains(.upstreamFailed) {
            return .init(isMet: false, state: .upstreamFailed)
        }
        return .init(isMet: false, state: states.contains(.skipped) ? .skipped : nil)
    }

    /// Whether a branch or a short circuit right above decided against this instance.
    private func wasSkippedByUpstream(_ key: InstanceIndex) -> Bool {
        let taskID = index.graph.tasks[key.task].taskID
        return index.upstream[key.task].contains { parent in
            guard tasks[parent].hasFinished else { return false }
            let isAtOwnIndex = rules.asksBranchesAtOwnIndex || index.graph.tasks[parent].isMapped
            let mapIndex = isAtOwnIndex ? key.mapIndex : TaskInstanceKey.unmapped
            return facts[InstanceIndex(task: parent, mapIndex: mapIndex)]?.skip?.skips(taskID) ?? false
        }
    }
}
