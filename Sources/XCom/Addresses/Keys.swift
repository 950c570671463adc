/// What names a DAG run: the unique key of Airflow's `dag_run` table.
public struct DagRunKey: Hashable, Sendable {
    /// The DAG.
    public var dagID: String
    /// The run within the DAG.
    public var runID: String

    public init(dagID: String, runID: String) {
        self.dagID = dagID
        self.runID = runID
    }
}

/// What names a task instance: the unique key of Airflow's `task_instance` table.
public struct TaskInstanceKey: Hashable, Sendable {
    /// The DAG.
    public var dagID: String
    /// The run within the DAG.
    public var runID: String
    /// The task, with the ids of its groups before it.
    public var taskID: String
    /// `-1` for an unmapped task.
    public var mapIndex: Int

    /// The map index of an unmapped task.
    public static let unmapped = -1

    public init(dagID: String, runID: String, taskID: String, mapIndex: Int = TaskInstanceKey.unmapped) {
        self.dagID = dagID
        self.runID = runID
        self.taskID = taskID
        self.mapIndex = mapIndex
    }

    /// The DAG run that the task instance belongs to.
    public var dagRun: DagRunKey {
        DagRunKey(dagID: dagID, runID: runID)
    }

    /// What it is called within its run: the task's id, and a mapped instance's index in brackets.
    package var label: String {
        mapIndex < 0 ? taskID : "\(taskID)[\(mapIndex)]"
    }
}

/// Where one XCom lives: the primary key of Airflow's `xcom` table.
public struct XComAddress: Hashable, Sendable {
    /// The task instance.
    public var taskInstance: TaskInstanceKey
    /// The key.
    public var key: String

    /// The key under which a task's return value is stored.
    public static let returnValueKey = "return_value"

    public init(taskInstance: TaskInstanceKey, key: String = XComAddress.returnValueKey) {
        self.taskInstance = taskInstance
        self.key = key
    }
}

/// All XComs that the instances of one task have under one key, in the order of their map indexes.
public struct XComSequence: Hashable, Sendable {
    /// The DAG.
    public var dagID: String
    /// The run within the DAG.
    public var runID: String
    /// The task, with the ids of its groups before it.
    public var taskID: String
    /// The key.
    public var key: String

    public init(dagID: String, runID: String, taskID: String, key: String = XComAddress.returnValueKey) {
        self.dagID = dagID
        self.runID = runID
        self.taskID = taskID
        self.key = key
    }

    /// The address of one member.
    public func address(mapIndex: Int) -> XComAddress {
        XComAddress(
            taskInstance: TaskInstanceKey(dagID: dagID, runID: runID, taskID: taskID, mapIndex: mapIndex), key: key)
    }
}
