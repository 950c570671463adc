internal import ArgumentParser
internal import XCom

struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Say why a pull finds nothing.",
        discussion: """
            Example: xcom why --task-id extract --key rows

            A task whose xcom_pull finds nothing has the same words in its log.
            """)

    @OptionGroup var place: RunOptions
    @Option(help: ArgumentHelp("Id of the task.", valueName: "id"), completion: .taskID)
    var taskID: String
    @Option(help: "Key of the XCom.", completion: .xcomKey)
    var key: String = XComAddress.returnValueKey
    @Option(parsing: .unconditional, help: ArgumentHelp("Map index. (default: all)", valueName: "n"))
    var mapIndex: Int?
    @OptionGroup var storage: StoreOptions
    @Option(name: .shortAndLong, help: "Form of the output.")
    var output: OutputFormat = .plain

    func run() throws {
        let store = try storage.openForReading()
        // A DAG that is named need not be there: that it is not is one of the answers.
        let dagID = try place.dagID ?? place.run(in: store).key.dagID
        let question = XComQuestion(dagID: dagID, runID: place.runID, taskID: taskID, key: key, mapIndex: mapIndex)
        let explanation = try XComExplanation(question, in: store)
        Standard.write(explanation.text(output))
    }
}
