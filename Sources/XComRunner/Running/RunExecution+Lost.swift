internal import XCom
internal import XComSupervisor

extension RunExecution {
    /// Lets those know of a lost try who want to: listeners, and the task's callbacks.
    ///
    /// - `callsBack`: not where the task was told to end.
    func tell(of loss: ProcessLoss, of lost: TaskInstance, callsBack: Bool = true) throws -> [Request] {
        guard let run = try store.dagRun(key) else { return [] }
        var requests: [Request] = [.notify(.lost(lost, of: run, loss.problem))]
        guard callsBack, self.callsBack, let task = index.numbers[lost.key.taskID] else { return requests }
        let node = graph.tasks[task]
        if let lostTry = LostTry(lost, of: node, loss, release) {
            var order = order(.taskCallback, of: lost.id, lost.key, tryNumber: lost.tryNumber)
            order.lostTry = lostTry
            requests.append(.start(order, nil))
        } else if lost.state == .failed, node.has(.failureCallbacks) || node.has(.failureEmail) {
            tellOfSilence(about: lost)
        }
        return requests
    }

    /// A person would wonder.
    private func tellOfSilence(about lost: TaskInstance) {
        let text =
            "Airflow calls no on_failure_callback and writes no mail where a task's process ends like that without a retry "
            + "left, and so does xcom (\(lost.key.label))."
        TaskLog(LogLayout.path(home: home, of: lost.key, tryNumber: lost.tryNumber)).complain(text, level: "warning")
        observer?.noticed(text)
    }
}
