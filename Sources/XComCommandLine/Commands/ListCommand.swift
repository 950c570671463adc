internal import ArgumentParser

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List XComs.",
        discussion: """
            Example: xcom list --dag-id etl --key return_value -o json

            Values are shown as people write them, long ones by their beginnings; json and yaml have what is stored.
            With an XCom backend that is the backend's own form; --deserialize has it read by the backend, and shows the value
            as Airflow stores it without one.
            """)

    @OptionGroup var filters: FilterOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var values: ValueOptions
    @OptionGroup var reading: DeserializeOptions

    func run() throws {
        let entries = try reading.readings(filters.filter, limit: limits.limit, in: storage.openForReading())
        output.show(.xcoms(entries), values: values.style)
        Failure.complain(ofUnreadable: entries)
    }
}
