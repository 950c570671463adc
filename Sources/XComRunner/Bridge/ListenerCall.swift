internal import FoundationEssentials
internal import XCom

/// A hook of Airflow's listeners that is called in the worker, as Airflow's scheduler calls it (`listeners/spec`).
struct ListenerCall: BridgeCall, Equatable {
    typealias Answer = NoAnswer
    static let name = "notify_listeners"

    private(set) var hook: String
    private(set) var message: String?
    private(set) var dagRun: Run?
    /// Of the DAG run.
    private(set) var taskInstances: [Instance]?
    /// The one that the hook is about.
    private(set) var taskInstance: Instance?
    private(set) var error: String?
    private(set) var asset: AssetDocument?

    private init(_ hook: String) {
        self.hook = hook
    }

    /// A run takes the state that it is in (`models/dagrun.py, notify_dagrun_state_changed`).
    ///
    /// - `message`: why, in a word of Airflow's.
    static func changed(_ run: DagRun, _ taskInstances: [TaskInstance], message: String) -> ListenerCall {
        var call = ListenerCall("on_dag_run_\(run.state.rawValue)")
        call.message = message
        call.dagRun = Run(run)
        call.taskInstances = taskInstances.map(Instance.init)
        return call
    }

    /// The process of a task instance was lost (`models/taskinstance.py, fetch_handle_failure_context`). Of any other
    /// failure the task's own process tells.
    static func lost(_ taskInstance: TaskInstance, of run: DagRun, _ loss: TaskProblem) -> ListenerCall {
        var call = ListenerCall("on_task_instance_failed")
        call.dagRun = Run(run)
        call.taskInstance = Instance(taskInstance)
        call.error = loss.message
        return call
    }

    /// A loaded DAG names an asset that was not known (`assets/manager.py, create_assets`).
    static func created(_ asset: AssetRecord) -> ListenerCall {
        var call = ListenerCall("on_asset_created")
        call.asset = AssetDocument(name: asset.key.name, uri: asset.key.uri, group: asset.group, extra: asset.extra)
        return call
    }

    /// The columns of Airflow's `dag_run` that listeners look at.
    struct Run: Codable, Equatable {
        var dagID: String
        var runID: String
        var runType: String
        var state: String
        var logicalDate: Timestamp?
        var dataIntervalStart: Timestamp?
        var dataIntervalEnd: Timestamp?
        var runAfter: Timestamp
        var queuedAt: Timestamp?
        var startDate: Timestamp?
        var endDate: Timestamp?
        var conf: WireValue
        var triggeredBy: String?
        var clearNumber: Int
        var partitionKey: String?
        var partitionDate: Timestamp?
        var note: String?

        init(_ run: DagRun) {
            dagID = run.key.dagID
            runID = run.key.runID
            runType = run.runType.rawValue
            state = run.state.rawValue
            logicalDate = run.logicalDate
            dataIntervalStart = run.dataIntervalStart
            dataIntervalEnd = run.dataIntervalEnd
            runAfter = run.runAfter
            queuedAt = run.queuedAt
            startDate = run.startDate
            endDate = run.endDate
            conf = run.conf
            triggeredBy = run.triggeredBy
            clearNumber = run.clearNumber
            partitionKey = run.partitionKey
            partitionDate = run.partitionDate
            note = run.note
        }
    }

    /// The columns of Airflow's `task_instance` that listeners look at.
    struct Instance: Codable, Equatable {
        var id: UUID
        var taskID: String
        var mapIndex: Int
        var state: String?
        var tryNumber: Int
        var maxTries: Int
        var startDate: Timestamp?
        var endDate: Timestamp?
        var duration: Double?
        var queuedDttm: Timestamp?
        var scheduledDttm: Timestamp?
        var hostname: String
        var pid: Int?
        var pool: String
        var queue: String
        var `operator`: String
        var renderedMapIndex: String?
        var triggerID: Int64?

        init(_ instance: TaskInstance) {
            id = instance.id
            taskID = instance.key.taskID
            mapIndex = instance.key.mapIndex
            state = instance.state?.rawValue
            tryNumber = instance.tryNumber
            maxTries = instance.maxTries
            startDate = instance.startDate
            endDate = instance.endDate
            duration = instance.duration
            queuedDttm = instance.queuedAt
            scheduledDttm = instance.scheduledAt
            hostname = instance.hostname
            pid = instance.pid
            pool = instance.pool
            queue = instance.queue
            `operator` = instance.operatorName
            renderedMapIndex = instance.renderedMapIndex
            triggerID = instance.triggerID
        }
    }

    struct AssetDocument: Codable, Equatable {
        var name: String
        var uri: String
        var group: String
        var extra: WireValue
    }
}
