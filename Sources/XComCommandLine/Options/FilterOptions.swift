internal import ArgumentParser
internal import XCom

/// Airflow's filters: which entries are meant. What is not given is not looked at.
struct FilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Id of the DAG.", valueName: "id"))
    var dagID: String?
    @Option(help: ArgumentHelp("Id of the DAG run.", valueName: "id"))
    var runID: String?
    @Option(help: ArgumentHelp("Id of the task.", valueName: "id"))
    var taskID: String?
    @Option(help: "Key of the XCom.")
    var key: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("Map index; -1 for an unmapped task.", valueName: "n"))
    var mapIndex: Int?

    var filter: XComFilter {
        XComFilter(dagID: dagID, runID: runID, taskID: taskID, key: key, mapIndex: mapIndex)
    }
}

/// One entry: where it is.
struct AddressOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Id of the DAG.", valueName: "id"))
    var dagID: String
    @Option(help: ArgumentHelp("Id of the DAG run.", valueName: "id"))
    var runID: String
    @Option(help: ArgumentHelp("Id of the task.", valueName: "id"))
    var taskID: String
    @Option(help: "Key of the XCom.")
    var key: String = XComAddress.returnValueKey
    @Option(parsing: .unconditional, help: ArgumentHelp("Map index; -1 for an unmapped task.", valueName: "n"))
    var mapIndex: Int = TaskInstanceKey.unmapped

    var address: XComAddress {
        XComAddress(
            taskInstance: TaskInstanceKey(dagID: dagID, runID: runID, taskID: taskID, mapIndex: mapIndex), key: key)
    }

    var filter: XComFilter {
        XComFilter(dagID: dagID, runID: runID, taskID: taskID, key: key, mapIndex: mapIndex)
    }

    /// The words of an error message that names the entry.
    var words: String {
        let instance = mapIndex == TaskInstanceKey.unmapped ? "" : ", map index \(mapIndex)"
        return "DAG \(dagID), run \(runID), task \(taskID)\(instance), key \(key)"
    }
}
