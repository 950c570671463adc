internal import ArgumentParser
internal import XCom
internal import XComSupervisor

struct HITLAnswerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answer the question of a task.",
        discussion: "Example: xcom hitl answer --dag-id release --run-id r --task-id approve Approve")

    @Argument(help: "What is chosen: one of the options, or several where that is allowed.")
    var options: [String]
    @Option(help: ArgumentHelp("Id of the DAG.", valueName: "id"), completion: .dagID)
    var dagID: String
    @Option(help: ArgumentHelp("Id of the DAG run.", valueName: "id"), completion: .runID)
    var runID: String
    @Option(help: ArgumentHelp("Id of the task.", valueName: "id"), completion: .taskID)
    var taskID: String
    @Option(help: ArgumentHelp("Map index of the task instance.", valueName: "n"))
    var mapIndex = TaskInstanceKey.unmapped
    @Option(
        help: ArgumentHelp(
            "Values for the fields of the form, a JSON object; others have their defaults.", valueName: "json"))
    var params: String?
    @Option(help: ArgumentHelp("Who answers. (default: the user of this process)", valueName: "id"))
    var user: String?
    @OptionGroup var storage: StoreOptions

    func run() throws {
        let params = try params.map { try JSONArgument.object($0, of: "--params") }
        let store = try storage.open()
        let key = TaskInstanceKey(dagID: dagID, runID: runID, taskID: taskID, mapIndex: mapIndex)
        guard let instance = try store.taskInstance(key) else {
            throw Failure(
                message:
                    "there is no task instance \(key.label) in run \(runID) of DAG \(dagID); `xcom hitl list` lists "
                    + "those that ask")
        }
        do {
            let user = user.map { HITLUser(id: $0, name: $0) } ?? .current
            try Supervisor(store: store).record(
                HITLResponse(options: options, params: params, user: user), of: instance.id)
        } catch let refusal as HITLRefusal {
            throw Failure(message: "\(key.label) of DAG \(dagID), run \(runID): \(refusal)")
        }
    }
}
