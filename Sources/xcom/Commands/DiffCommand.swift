internal import ArgumentParser
internal import XCom

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show how the XComs of two runs differ.",
        discussion: """
            Example: xcom diff --dag-id etl monday tuesday

            Exit codes: 0 where they are the same, 1 where they differ, 2 for trouble, such as a value that cannot be read.
            """)

    @Option(help: ArgumentHelp("Id of the DAG.", valueName: "id"))
    var dagID: String
    @Argument(help: ArgumentHelp("Id of the first run.", valueName: "run-a"))
    var first: String
    @Argument(help: ArgumentHelp("Id of the second run.", valueName: "run-b"))
    var second: String
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let differences: [XComDifference]
        do {
            let store = try storage.openForReading()
            differences = XComDifference.between(
                try store.xcoms(of: first, dagID: dagID), try store.xcoms(of: second, dagID: dagID))
        } catch {
            throw Failure(message: (error as? Failure)?.message ?? "\(error)", code: Failure.usage)
        }
        output.show(.differences(differences))
        let problems = differences.compactMap(\.problem)
        for problem in problems { Failure.complain(problem.message) }
        if !problems.isEmpty { throw ExitCode(Failure.usage) }
        if !differences.isEmpty { throw ExitCode(Failure.failed) }
    }
}
