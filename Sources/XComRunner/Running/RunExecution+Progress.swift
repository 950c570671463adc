internal import XCom
internal import XComSupervisor

extension RunExecution {
    /// - `waits`: the runs that tasks of this one wait for.
    func progress(waits: [InstanceIndex: [RunQuestion]]) -> RunProgress {
        let counts = scheduler.counts
        return RunProgress(
            total: counts.total, finished: counts.finished, running: counts.running, failed: counts.failed,
            elapsed: Timestamp.now().seconds(since: started),
            tasks: isOver ? [] : scheduler.tasksUnderWay.map { progress(of: $0, waits: waits) })
    }

    private func progress(of task: RunScheduler.TaskUnderWay, waits: [InstanceIndex: [RunQuestion]]) -> TaskProgress {
        let first = task.first
        let isMapped = first.mapIndex >= 0
        return TaskProgress(
            key: taskInstanceKey(InstanceIndex(task: task.task, mapIndex: isMapped ? -1 : first.mapIndex)),
            isMapped: isMapped, total: task.total, finished: task.finished, running: task.active.count,
            failed: task.failed, wait: wait(of: task, asking: waits))
    }

    private func wait(
        of task: RunScheduler.TaskUnderWay, asking waits: [InstanceIndex: [RunQuestion]]
    ) -> TaskProgress.Wait? {
        if let (instance, date) = task.waiting {
            return TaskProgress.Wait(
                key: taskInstanceKey(instance), reason: reason(of: instance, until: date),
                others: task.waitingCount + task.deferred.count - 1)
        }
        if let instance = task.deferred.min() {
            return TaskProgress.Wait(
                key: taskInstanceKey(instance), reason: .trigger, others: task.deferred.count - 1)
        }
        let asking = task.active.sorted().filter { waits[$0] != nil }
        for instance in asking {
            guard let reason = waits[instance]?.last.flatMap(unfinishedRun) else { continue }
            return TaskProgress.Wait(key: taskInstanceKey(instance), reason: reason, others: asking.count - 1)
        }
        return nil
    }

    private func reason(of instance: InstanceIndex, until date: Timestamp) -> TaskProgress.Reason {
        guard let scheduled = scheduler[instance], scheduled.state == .upForRetry else { return .poke(at: date) }
        // The tries of an instance that was cleared count from those that it had.
        let left = max(scheduled.maxTries - scheduled.tryNumber, 0)
        let retries = max(graph.tasks[instance.task].retries, left + 1)
        return .retry(retries - left, of: retries, at: date)
    }

    /// The first of the runs in question that has not ended.
    private func unfinishedRun(of question: RunQuestion) -> TaskProgress.Reason? {
        let byDate = question.runIDs.isEmpty
        let filter = DagRunFilter(
            dagID: question.dagID, runIDs: byDate ? nil : question.runIDs,
            logicalDates: byDate ? question.logicalDates : nil)
        guard let found = try? store.dagRuns(filter) else { return nil }
        if byDate {
            for date in question.logicalDates {
                let state = found.first { $0.logicalDate == date }?.state
                if state?.isFinished != true {
                    return .run(dagID: question.dagID, runID: nil, logicalDate: date, state: state)
                }
            }
            return nil
        }
        for runID in question.runIDs {
            let state = found.first { $0.key.runID == runID }?.state
            if state?.isFinished != true {
                return .run(dagID: question.dagID, runID: runID, logicalDate: nil, state: state)
            }
        }
        return nil
    }
}
