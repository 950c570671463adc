internal import ArgumentParser

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List XComs.",
        discussion: "Example: xcom list --dag-id etl --key return_value -o json")

    @OptionGroup var filters: FilterOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let entries = try storage.openForReading().readings(filters.filter)
        output.show(.xcoms(entries))
        Failure.complain(ofUnreadable: entries)
    }
}
