internal import ArgumentParser
internal import XCom

struct GetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print one XCom as JSON.",
        discussion: """
            Example: xcom get --task-id extract
                     xcom get --dag-id etl --run-id manual__2026-01-01T00:00:00+00:00 --task-id extract --key rows

            The value is printed as it is stored, byte by byte; with -o table or plain as people write it, to its end.
            """)

    @OptionGroup var place: RunOptions
    @OptionGroup var entry: EntryOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var reading: DeserializeOptions
    @Option(name: .shortAndLong, help: "Form of the output; json and yaml print the value alone.")
    var output: OutputFormat = .json

    func run() throws {
        let store = try storage.openForReading()
        let address = entry.address(in: try place.key(in: store))
        let entries = try reading.readings(address.filter, in: store)
        guard let entry = entries.first else {
            let reasons = try XComExplanation(XComQuestion(address), in: store)
            throw Failure(message: "there is no XCom at \(address.words): \(reasons)")
        }
        let value = try entry.value.get()
        switch output {
        case .json, .yaml: Standard.write(value.text + "\n")
        case .table: Standard.write(Listing.xcoms(entries).table(values: .whole))
        case .plain: Standard.write(Listing.xcoms(entries).plain(values: .whole))
        }
    }
}
