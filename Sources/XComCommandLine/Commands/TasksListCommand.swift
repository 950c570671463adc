internal import ArgumentParser
internal import XCom

struct TasksListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the task instances of a run, and how their tries failed.",
        discussion: "Example: xcom tasks list --dag-id etl --run-id nightly")

    @OptionGroup var place: RunOptions
    @Option(help: ArgumentHelp("Id of a task.", valueName: "id"), completion: .taskID)
    var taskID: String?
    @Flag(help: "Show what the template fields of the tasks were rendered to, too.")
    var rendered = false
    @OptionGroup var limits: LimitOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try storage.openForReading()
        let key = try place.run(in: store).key
        let tasks = limits.first(
            try store.taskInstances(
                TaskInstanceFilter(dagID: key.dagID, runIDs: [key.runID], taskIDs: taskID.map { [$0] })))
        let failures = try store.failures(dagRun: key).filter { taskID == nil || $0.taskInstance.taskID == taskID }
        var listings: [Listing] = [.tasks(tasks)]
        if !failures.isEmpty { listings.append(.failures(failures)) }
        let fields = rendered ? try store.renderedFields(of: tasks) : nil
        if let fields { listings.append(.renderedFields(fields)) }
        output.show(listings, as: .tasks(tasks, failures: failures, rendered: fields))
    }
}
