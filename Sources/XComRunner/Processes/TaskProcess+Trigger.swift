internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComSupervisor

extension TaskProcess {
    /// Runs the trigger of a deferred instance and records what its first event means for the instance.
    func runTrigger(_ order: Order) throws {
        let store = try store()
        guard let id = order.instance, let instance = try store.taskInstance(id: id) else { return }
        if instance.state == .awaitingInput { return try awaitInput(of: id, in: store) }
        guard instance.state == .deferred else { return }
        guard let triggerID = instance.triggerID, let trigger = try store.trigger(id: triggerID) else {
            throw RunnerError(.workerFailed, "The deferred task instance has no trigger.")
        }
        let supervisor = supervisor(on: store)
        supervisor.attach(taskInstance: id)
        interpreter.installSupervisor(supervisor)
        let ti = try supervisor.details(ofTaskInstance: id).ti
        let answer = try interpreter.perform(
            RunTrigger(
                trigger: .init(id: triggerID, classpath: trigger.classpath, kwargs: trigger.kwargs),
                ti: .init(
                    id: ti.id, taskID: ti.taskID, dagID: ti.dagID, runID: ti.runID, tryNumber: ti.tryNumber,
                    mapIndex: ti.mapIndex),
                timeoutAt: instance.triggerTimeout, logPath: order.logPath, followed: followed))
        try record(answer, of: instance, in: store)
    }

    private func record(_ answer: RunTrigger.Answer, of instance: TaskInstance, in store: any Store) throws {
        let now = Timestamp.now()
        try store.transaction {
            if let xcoms = answer.end?.xcoms {
                for (key, value) in try Self.members(of: xcoms) {
                    try store.set(value, at: XComAddress(taskInstance: instance.key, key: key))
                }
            }
            try store.updateTaskInstance(instance.id) { instance in
                guard instance.state == .deferred else { return }
                if let end = answer.end {
                    instance.state = TaskInstanceState(rawValue: end.state) ?? .failed
                    instance.endDate = now
                    instance.nextMethod = nil
                    instance.nextKwargs = nil
                    return
                }
                if let method = answer.nextMethod {
                    instance.nextMethod = method
                    instance.nextKwargs = answer.nextKwargs
                } else {
                    instance.nextKwargs = Supervisor.adding(event: answer.event ?? .null, to: instance.nextKwargs)
                }
                instance.state = .scheduled
                instance.scheduledAt = now
            }
        }
    }

    /// Waits until a person has answered, or may not any more: what resumes the task is in the store then.
    private func awaitInput(of id: UUID, in store: any Store) throws {
        let supervisor = supervisor(on: store)
        while try !supervisor.resumeWithInput(id) { usleep(200_000) }
    }

    private static func members(of object: WireValue) throws -> [(String, WireValue)] {
        try JSONText(object.utf8).members()?.map { ($0.key, $0.value.wireValue) } ?? []
    }
}
