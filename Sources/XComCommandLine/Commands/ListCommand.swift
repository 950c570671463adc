internal import ArgumentParser

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List XComs.",
        discussion: """
            Example: xcom list --dag-id etl --key return_value -o json

            Values are shown as people write them, long ones by their beginnings; json and yaml have what is stored.
            """)

    @OptionGroup var filters: FilterOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var values: ValueOptions

    func run() throws {
        let entries = try storage.openForReading().readings(filters.filter)
        output.show(.xcoms(entries), values: values.style)
        Failure.complain(ofUnreadable: entries)
    }
}
