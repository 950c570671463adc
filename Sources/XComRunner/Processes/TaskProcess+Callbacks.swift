internal import FoundationEssentials
internal import XCom
internal import XComSupervisor

/// What Airflow's DAG processor does, since no task's process is there to do it.
extension TaskProcess {
    /// Runs a DAG's own callback, told of the run's deciding task instance.
    func runCallback(_ order: Order) throws {
        guard let kind = order.callbackKind else {
            throw RunnerError(.workerFailed, "an order names no callback")
        }
        let supervisor = supervisor(on: try store())
        var call = RunDagCallback(
            dagID: order.dagID, runID: order.runID, kind: kind, reason: order.reason, logPath: order.logPath,
            followed: followed)
        if let id = order.instance {
            supervisor.attach(taskInstance: id)
            call.startup = WireValue(utf8: try supervisor.details(ofTaskInstance: id).json())
        }
        interpreter.installSupervisor(supervisor)
        _ = try interpreter.perform(call)
    }

    /// Runs the callbacks of a task instance whose process was lost. They see the try as it was then, whatever has become of
    /// the instance since.
    func runTaskCallbacks(_ order: Order) throws {
        guard let id = order.instance, let lostTry = order.lostTry else {
            throw RunnerError(.workerFailed, "an order names no try that was lost")
        }
        let supervisor = supervisor(on: try store())
        supervisor.attach(taskInstance: id)
        interpreter.installSupervisor(supervisor)
        let details = lostTry.asLost(try supervisor.details(ofTaskInstance: id))
        _ = try interpreter.perform(
            RunTaskCallbacks(
                startup: WireValue(utf8: details.json()), calls: lostTry.calls, message: lostTry.message,
                logPath: order.logPath, followed: followed))
    }
}

extension LostTry {
    /// What a scheduler of Airflow's says of the instance: not how it was going on.
    func asLost(_ details: StartupDetails) -> StartupDetails {
        var details = details
        details.ti.tryNumber = tryNumber
        details.ti.hostname = hostname
        // Its run may have ended by now.
        details.tiContext.dagRun.state = .running
        details.tiContext.dagRun.endDate = nil
        details.tiContext.maxTries = maxTries
        details.tiContext.taskRescheduleCount = 0
        details.tiContext.nextMethod = nil
        details.tiContext.nextKwargs = nil
        details.tiContext.xcomKeysToClear = []
        details.tiContext.shouldRetry = false
        return details
    }
}
