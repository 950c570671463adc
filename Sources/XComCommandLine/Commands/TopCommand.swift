internal import ArgumentParser

struct TopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "List the largest XComs.",
        discussion: "Example: xcom top --dag-id etl --limit 5")

    @OptionGroup var filters: FilterOptions
    @Option(help: ArgumentHelp("How many.", valueName: "n"))
    var limit: Int = 10
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit needs a number above 0.") }
    }

    func run() throws {
        output.show(
            .sizes(try storage.openForReading().summaries(filters.filter, order: .largestFirst, limit: limit)))
    }
}
