internal import ArgumentParser
internal import XCom

/// Airflow's filters: which entries are meant. What is not given is not looked at.
struct FilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Id of the DAG.", valueName: "id"), completion: .dagID)
    var dagID: String?
    @Option(help: ArgumentHelp("Id of the DAG run.", valueName: "id"), completion: .runID)
    var runID: String?
    @Option(help: ArgumentHelp("Id of the task.", valueName: "id"), completion: .taskID)
    var taskID: String?
    @Option(help: "Key of the XCom.", completion: .xcomKey)
    var key: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("Map index; -1 for an unmapped task.", valueName: "n"))
    var mapIndex: Int?

    var filter: XComFilter {
        XComFilter(dagID: dagID, runID: runID, taskID: taskID, key: key, mapIndex: mapIndex)
    }
}

/// One entry of a task of a run.
struct EntryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Id of the task.", valueName: "id"), completion: .taskID)
    var taskID: String
    @Option(help: "Key of the XCom.", completion: .xcomKey)
    var key: String = XComAddress.returnValueKey
    @Option(parsing: .unconditional, help: ArgumentHelp("Map index; -1 for an unmapped task.", valueName: "n"))
    var mapIndex: Int = TaskInstanceKey.unmapped

    func address(in run: DagRunKey) -> XComAddress {
        XComAddress(
            taskInstance: TaskInstanceKey(dagID: run.dagID, runID: run.runID, taskID: taskID, mapIndex: mapIndex),
            key: key)
    }
}

/// One entry that is changed: where it is, all of it said.
struct AddressOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Id of the DAG.", valueName: "id"), completion: .dagID)
    var dagID: String
    @Option(help: ArgumentHelp("Id of the DAG run.", valueName: "id"), completion: .runID)
    var runID: String
    @OptionGroup var entry: EntryOptions

    var address: XComAddress { entry.address(in: DagRunKey(dagID: dagID, runID: runID)) }
}

extension XComAddress {
    /// Lets through what is at this address alone.
    var filter: XComFilter {
        XComFilter(
            dagID: taskInstance.dagID, runID: taskInstance.runID, taskID: taskInstance.taskID, key: key,
            mapIndex: taskInstance.mapIndex)
    }

    /// The words of a message that names the entry.
    var words: String {
        let mapIndex = taskInstance.mapIndex
        let instance = mapIndex == TaskInstanceKey.unmapped ? "" : ", map index \(mapIndex)"
        return "DAG \(taskInstance.dagID), run \(taskInstance.runID), task \(taskInstance.taskID)\(instance), "
            + "key \(key)"
    }
}
