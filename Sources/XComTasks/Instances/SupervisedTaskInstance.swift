internal import FoundationEssentials
public import Logging
public import XCom
internal import XComSupervisor

/// A task instance that its supervisor has told all of at its start.
struct SupervisedTaskInstance: RuntimeTaskInstanceProtocol {
    let key: TaskInstanceKey
    let rules: AirflowRules
    let details: TaskInstanceDetails
    let logger: Logger
    let comms: SupervisorComms

    init(_ startup: StartupDetails, rules: AirflowRules, logger: Logger, comms: SupervisorComms) {
        let ti = startup.ti
        key = ti.key
        self.rules = rules
        details = TaskInstanceDetails(
            id: ti.id, tryNumber: ti.tryNumber, maxTries: startup.tiContext.maxTries,
            shouldRetry: startup.tiContext.shouldRetry, dagRun: DagRun(startup.tiContext.dagRun),
            triggeringAssetEvents: startup.tiContext.dagRun.consumedAssetEvents.map { $0.event },
            resumption: Resumption(
                methodName: startup.tiContext.nextMethod, kwargs: startup.tiContext.nextKwargs))
        self.logger = logger
        self.comms = comms
    }
}

extension StartupDetails.TaskInstanceDetail {
    var key: TaskInstanceKey {
        TaskInstanceKey(
            dagID: dagID, runID: runID, taskID: taskID, mapIndex: max(mapIndex ?? -1, TaskInstanceKey.unmapped))
    }
}

extension DagRun {
    init(_ detail: DagRunDetail) {
        self.init(
            key: DagRunKey(dagID: detail.dagID, runID: detail.runID), runType: detail.runType, state: detail.state,
            logicalDate: detail.logicalDate, runAfter: detail.runAfter, conf: detail.conf ?? WireValue(text: "{}"))
        dataIntervalStart = detail.dataIntervalStart
        dataIntervalEnd = detail.dataIntervalEnd
        startDate = detail.startDate
        endDate = detail.endDate
        clearNumber = detail.clearNumber ?? 0
        partitionKey = detail.partitionKey
        note = detail.note
    }
}

/// A program on a store takes the part of a task instance with the same code: its requests are answered from the store.
///
/// Its state is not its own to end, and so it has no asset events.
extension RuntimeTaskInstance: RuntimeTaskInstanceProtocol {
    /// What the store has of it and of its run.
    public var details: TaskInstanceDetails {
        get async throws {
            guard let taskInstance = try store.taskInstance(key), let run = try store.dagRun(key.dagRun) else {
                throw StoreError(
                    .taskInstanceNotFound, operation: "read task instance",
                    message: "the task instance \(key.label) of run '\(key.runID)' of DAG '\(key.dagID)' is gone")
            }
            return TaskInstanceDetails(
                id: taskInstance.id, tryNumber: taskInstance.tryNumber, maxTries: taskInstance.maxTries,
                shouldRetry: Supervisor.shouldRetry(taskInstance), dagRun: run,
                triggeringAssetEvents: try store.consumedEvents(of: run.key),
                resumption: Resumption(methodName: taskInstance.nextMethod, kwargs: taskInstance.nextKwargs))
        }
    }

    /// The logger `task` of this program.
    public var logger: Logger { Logger(label: "task") }

    /// A supervisor on the store, for a request.
    public var comms: SupervisorComms {
        SupervisorComms(
            StoreTransport(Supervisor(store: store), warn: { Logger(label: "task").warning("\($0)") }),
            hasEnd: false, environment: ProcessInfo.processInfo.environment)
    }
}
