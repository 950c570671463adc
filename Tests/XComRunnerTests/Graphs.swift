import XCom

@testable import XComRunner

// Parts of graphs with Airflow's defaults, for tests that are about something else.

extension DagGraph {
    init(dagID: String, tasks: [TaskNode], taskGroups: [TaskGroupNode] = []) {
        self.init(
            dagID: dagID, fileloc: "", tags: [], owners: "airflow", maxActiveTasks: 16, catchup: false, failFast: false,
            hasOnSuccessCallback: false, hasOnFailureCallback: false, isPartitioned: false, assets: [], tasks: tasks,
            taskGroups: taskGroups, edgeLabels: [])
    }
}

extension TaskNode {
    init(taskID: String, upstream: [String] = [], downstream: [String] = [], rule: TriggerRule = .allSuccess) {
        self.init(
            taskID: taskID, label: taskID, taskDisplayName: taskID, operator: "PythonOperator", triggerRule: rule,
            upstreamTaskIDs: upstream, downstreamTaskIDs: downstream, retries: 0, retryDelay: 300,
            retryExponentialBackoff: 0, dependsOnPast: false, waitForDownstream: false, ignoreFirstDependsOnPast: true,
            pool: "default_pool", poolSlots: 1, priorityWeight: 1, queue: "default", isSetup: false, isTeardown: false,
            onFailureFailDagrun: false, isMapped: false, skipsExecution: false, skipsDownstream: false,
            waitsForDates: false, waitsForRuns: false, hasOnFailureCallback: false, hasOnRetryCallback: false,
            emailsOnFailure: false, emailsOnRetry: false, inlets: [], outlets: [])
    }
}

extension TaskGroupNode {
    init(groupID: String, parent: String? = nil, expand: ExpandInput? = nil) {
        self.init(
            groupID: groupID, label: groupID, parentGroupID: parent, isMapped: expand != nil, expand: expand,
            children: [])
    }
}
