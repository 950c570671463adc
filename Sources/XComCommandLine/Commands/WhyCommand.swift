internal import ArgumentParser
internal import XCom

struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Say why a pull finds nothing.",
        discussion: """
            Example: xcom why --dag-id etl --task-id extract --key rows

            A task whose xcom_pull finds nothing has the same words in its log.
            """)

    @Option(help: ArgumentHelp("Id of the DAG.", valueName: "id"))
    var dagID: String
    @Option(help: ArgumentHelp("Id of the DAG run. (default: the newest)", valueName: "id"))
    var runID: String?
    @Option(help: ArgumentHelp("Id of the task.", valueName: "id"))
    var taskID: String
    @Option(help: "Key of the XCom.")
    var key: String = XComAddress.returnValueKey
    @Option(parsing: .unconditional, help: ArgumentHelp("Map index. (default: all)", valueName: "n"))
    var mapIndex: Int?
    @OptionGroup var storage: StoreOptions
    @Option(name: .shortAndLong, help: "Form of the output.")
    var output: OutputFormat = .plain

    func run() throws {
        let question = XComQuestion(dagID: dagID, runID: runID, taskID: taskID, key: key, mapIndex: mapIndex)
        let explanation = try XComExplanation(question, in: storage.openForReading())
        Standard.write(explanation.text(output))
    }
}
