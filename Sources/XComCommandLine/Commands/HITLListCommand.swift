internal import ArgumentParser
internal import XCom
internal import XComSupervisor

struct HITLListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the questions that wait for an answer.",
        discussion: "Example: xcom hitl list --dag-id release")

    @Option(help: ArgumentHelp("Id of the DAG.", valueName: "id"), completion: .dagID)
    var dagID: String?
    @Option(help: ArgumentHelp("Id of the DAG run.", valueName: "id"), completion: .runID)
    var runID: String?
    @Flag(help: "Those that were answered, too.")
    var all = false
    @OptionGroup var limits: LimitOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try storage.openForReading()
        let filter = TaskInstanceFilter(
            dagID: dagID, runIDs: runID.map { [$0] }, states: all ? nil : [.deferred, .awaitingInput])
        let rows = try store.hitlDetails(filter).compactMap { detail -> [Document]? in
            guard all || detail.respondedAt == nil, let instance = try store.taskInstance(id: detail.taskInstanceID)
            else { return nil }
            let key = instance.key
            return [
                .text(key.dagID), .text(key.runID), .text(key.taskID), .number(key.mapIndex), .text(detail.subject),
                .value(detail.options), .value(detail.defaults ?? .null), Document(detail.createdAt),
                .value(detail.chosenOptions ?? .null), Document(detail.respondedAt),
            ]
        }
        output.show(
            Listing(
                [
                    "dag_id", "run_id", "task_id", "map_index", "subject", "options", "defaults", "created_at",
                    "chosen_options", "responded_at",
                ], rows: limits.first(rows)))
    }
}
