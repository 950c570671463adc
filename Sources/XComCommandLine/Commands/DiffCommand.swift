internal import ArgumentParser
internal import XCom

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show how the XComs of two runs differ.",
        discussion: """
            Example: xcom diff monday tuesday

            Of runs that were made by different rules (--compat 2) it tells what a move to Airflow 3 changes. Values that say
            the same in another form, such as a list for a tuple, are of the kind "form".

            Inside of lists, tuples, dicts and objects of classes each place that differs is named.

            Exit codes: 0 where they are the same, or differ in form only; 1 where they differ; 2 for trouble, such as a value
            that cannot be read.
            """)

    @Option(help: ArgumentHelp("Id of the DAG. (default: that of the first run)", valueName: "id"), completion: .dagID)
    var dagID: String?
    @Argument(help: ArgumentHelp("Id of the first run.", valueName: "run-a"), completion: .runID)
    var first: String
    @Argument(help: ArgumentHelp("Id of the second run.", valueName: "run-b"), completion: .runID)
    var second: String
    @Option(
        help: ArgumentHelp("So many places inside of one value are named; 0 shows values as wholes.", valueName: "n"))
    var limit: Int = 20
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var values: ValueOptions

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit needs a number of at least 0.") }
    }

    func run() throws {
        let differences: [XComDifference]
        do {
            let store = try storage.openForReading()
            let one = try store.newestRun(of: dagID, runID: first)
            let runs = try [one, store.newestRun(of: one.key.dagID, runID: second)]
            differences = XComDifference.between(
                try store.xcoms(of: runs[0]), try store.xcoms(of: runs[1]), acrossRules: runs[0].rules != runs[1].rules)
        } catch {
            throw Failure(message: (error as? Failure)?.message ?? "\(error)", code: Failure.usage)
        }
        output.show(
            [.differences(differences, limit: limit)], as: .list(differences.map { $0.document(limit: limit) }),
            values: values.style)
        let problems = differences.compactMap(\.problem)
        for problem in problems { Failure.complain(problem.message) }
        if !problems.isEmpty { throw ExitCode(Failure.usage) }
        if differences.contains(where: { $0.change != .form }) { throw ExitCode(Failure.failed) }
    }
}
